package io.conteur.tokenizer.counting;

import io.conteur.tokenizer.model.TokenizerTrainingException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Streams several files as blocks of whole lines, one block at a time. Gzip files, recognised by
 * their first two bytes, are decompressed.
 */
final class CorpusBlockReader {
    /** Whole lines, each ended by a line feed, which a file's last line may lack. */
    record Block(byte[] bytes, int length) {}

    /** Is given each block, which the reader does not reuse. */
    interface BlockListener {
        void take(Block block, double fraction) throws IOException, InterruptedException;
    }

    private static final int BLOCK_BYTES = 1 << 17;

    private final List<Path> files;
    private long totalBytes;
    private long bytesRead;

    CorpusBlockReader(List<Path> files) {
        this.files = files;
    }

    /**
     * Reads all files.
     *
     * @throws IOException naming a file that is missing or unreadable
     * @throws TokenizerTrainingException naming a gzip file that is damaged
     */
    void read(BlockListener listener) throws IOException, InterruptedException {
        for (Path file : files) {
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw new IOException("the corpus file " + file + " is missing or unreadable");
            }
            totalBytes += Files.size(file);
        }
        for (Path file : files) {
            try (InputStream in = open(file)) {
                read(in, listener);
            } catch (ZipException | EOFException e) {
                throw new TokenizerTrainingException(
                        "the corpus file %s begins as gzip does but cannot be unpacked: %s"
                                .formatted(
                                        file.getFileName(),
                                        Objects.requireNonNullElse(
                                                e.getMessage(), "it ends too early")));
            }
        }
    }

    private void read(InputStream in, BlockListener listener)
            throws IOException, InterruptedException {
        byte[] partialLine = {};
        boolean more = true;
        while (more) {
            // The block doubles until a long line fits, so that copying stays linear.
            int wanted = Math.max(BLOCK_BYTES, partialLine.length);
            byte[] block = Arrays.copyOf(partialLine, Math.addExact(partialLine.length, wanted));
            int length = partialLine.length + in.readNBytes(block, partialLine.length, wanted);
            more = length == block.length;
            int whole = more ? endOfLastLine(block, length) : length;
            partialLine = Arrays.copyOfRange(block, whole, length);
            if (whole > 0) {
                listener.take(
                        new Block(block, whole), Math.min(1, (double) bytesRead / totalBytes));
            }
        }
    }

    private static int endOfLastLine(byte[] block, int length) {
        int end = length;
        while (end > 0 && block[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private InputStream open(Path file) throws IOException {
        InputStream in =
                new BufferedInputStream(
                        new CountingInputStream(Files.newInputStream(file)), 1 << 16);
        in.mark(2);
        boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
        in.reset();
        return gzip ? new GZIPInputStream(in, 1 << 16) : in;
    }

    /** Counts the bytes read from disk, compressed or not, for the progress. */
    private final class CountingInputStream extends FilterInputStream {
        CountingInputStream(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            bytesRead += Math.max(0, read);
            return read;
        }
    }
}
