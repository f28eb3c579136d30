package io.conteur.tokenizer.counting;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Streams the lines of several files, gzip ones (by their first two bytes) unpacked, as blocks of
 * whole lines; holds one block at a time.
 */
final class CorpusBlockReader {
    /** Lines end at a line feed; a file's last one may go without. */
    record Block(byte[] bytes, int length) {}

    /** Takes each block; blocks are not used again by the reader. */
    interface BlockListener {
        void take(Block block, double fraction) throws IOException, InterruptedException;
    }

    private static final int BLOCK = 1 << 17;

    private final List<Path> files;
    private long total;
    private long consumed;

    CorpusBlockReader(List<Path> files) {
        this.files = files;
    }

    void read(BlockListener listener) throws IOException, InterruptedException {
        for (Path file : files) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new IOException("the corpus file " + file + " is missing or unreadable");
            }
            total += Files.size(file);
        }
        for (Path file : files) {
            try (InputStream in = open(file)) {
                read(in, listener);
            } catch (ZipException | EOFException e) {
                throw new IOException(
                        "the corpus file "
                                + file
                                + " begins as gzip does but cannot be unpacked: "
                                + e.getMessage(),
                        e);
            }
        }
    }

    private void read(InputStream in, BlockListener listener)
            throws IOException, InterruptedException {
        byte[] carried = {};
        boolean more = true;
        while (more) {
            // A long line doubles its block, so that it is not copied over and over.
            int wanted = Math.max(BLOCK, carried.length);
            byte[] block = Arrays.copyOf(carried, Math.addExact(carried.length, wanted));
            int length = carried.length + in.readNBytes(block, carried.length, wanted);
            more = length == block.length;
            int whole = more ? afterLastLine(block, length) : length;
            carried = Arrays.copyOfRange(block, whole, length);
            if (whole > 0) {
                listener.take(new Block(block, whole), Math.min(1, (double) consumed / total));
            }
        }
    }

    private static int afterLastLine(byte[] block, int length) {
        int end = length;
        while (end > 0 && block[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(new Counting(Files.newInputStream(file)), 1 << 16);
        in.mark(2);
        boolean packed = in.read() == 0x1F && in.read() == 0x8B;
        in.reset();
        return packed ? new GZIPInputStream(in, 1 << 16) : in;
    }

    /** Counts what is taken from the disk, for the fraction that is done. */
    private final class Counting extends FilterInputStream {
        Counting(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int got = super.read(target, offset, length);
            consumed += Math.max(0, got);
            return got;
        }
    }
}
