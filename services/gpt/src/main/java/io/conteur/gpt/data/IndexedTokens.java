package io.conteur.gpt.data;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads sequences of token ids by number, from two files in the layout of <a
 * href="https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/datasets/indexed_dataset.py">Megatron's
 * indexed data sets</a>; all numbers are little endian:
 *
 * <pre>
 * .idx  "MMIDIDX" 0 0 | version 1 (int64) | type of an id: 4 int32, 8 uint16 (1 byte)
 *       | number of sequences s (int64) | number of documents d, plus 1 (int64)
 *       | length of each sequence in tokens (s x int32) | its start in .bin, in bytes (s x int64)
 *       | first sequence of each document, and s (d + 1 x int64)
 * .bin  the ids of all sequences
 * </pre>
 *
 * Nothing is held in the heap. Files are read by position: what is read lies in the page cache and
 * is no memory of the process, and an error is an exception.
 */
public final class IndexedTokens implements Closeable {
    static final byte[] MAGIC = {'M', 'M', 'I', 'D', 'I', 'D', 'X', 0, 0};
    static final long VERSION = 1;
    static final byte INT32 = 4;
    static final byte UINT16 = 8;
    static final int HEADER_BYTES = MAGIC.length + Long.BYTES + 1 + 2 * Long.BYTES;

    private final FileChannel ids;
    private final FileChannel index;
    private final Header header;

    private record Header(int bytesPerId, int sequences) {}

    private IndexedTokens(FileChannel ids, FileChannel index, Header header) {
        this.ids = ids;
        this.index = index;
        this.header = header;
    }

    /**
     * Opens {@code .bin} and {@code .idx}.
     *
     * @throws IOException when they are not in this layout
     */
    public static IndexedTokens open(Path bin, Path idx) throws IOException {
        FileChannel ids = FileChannel.open(bin);
        FileChannel index = null;
        try {
            index = FileChannel.open(idx);
            return new IndexedTokens(ids, index, header(index, idx));
        } catch (IOException | RuntimeException e) {
            ids.close();
            if (index != null) {
                index.close();
            }
            throw e;
        }
    }

    private static Header header(FileChannel index, Path idx) throws IOException {
        ByteBuffer header = read(index, 0, HEADER_BYTES);
        byte[] magic = new byte[MAGIC.length];
        header.get(magic);
        require(Arrays.equals(magic, MAGIC), idx, "does not begin with MMIDIDX");
        require(header.getLong() == VERSION, idx, "must have version 1");
        byte type = header.get();
        require(type == INT32 || type == UINT16, idx, "must be of int32 or uint16");
        long sequences = header.getLong();
        long documents = header.getLong() - 1;
        long bytes =
                HEADER_BYTES
                        + sequences * (Integer.BYTES + Long.BYTES)
                        + (documents + 1) * Long.BYTES;
        require(
                sequences >= 0
                        && sequences <= Integer.MAX_VALUE
                        && documents >= 0
                        && documents <= sequences
                        && index.size() == bytes,
                idx,
                "does not have the bytes of its header");
        return new Header(type == UINT16 ? 2 : 4, (int) sequences);
    }

    private static void require(boolean holds, Path file, String reason) throws IOException {
        if (!holds) {
            throw new IOException("%s %s".formatted(file, reason));
        }
    }

    /** The lengths of all sequences of a {@code .idx} file, in tokens. */
    public static int[] lengths(Path idx) throws IOException {
        try (FileChannel index = FileChannel.open(idx)) {
            int[] lengths = new int[header(index, idx).sequences];
            ByteBuffer read = read(index, HEADER_BYTES, (long) lengths.length * Integer.BYTES);
            read.asIntBuffer().get(lengths);
            return lengths;
        }
    }

    /** Number of sequences. */
    public int sequences() {
        return header.sequences;
    }

    /** The ids of a sequence from one position to another, exclusive. */
    public int[] read(int sequence, int from, int to) throws IOException {
        long pointers = HEADER_BYTES + (long) header.sequences * Integer.BYTES;
        int bytesPerId = header.bytesPerId;
        long start = read(index, pointers + (long) sequence * Long.BYTES, Long.BYTES).getLong();
        int[] read = new int[to - from];
        ByteBuffer bytes =
                read(ids, start + (long) from * bytesPerId, (long) read.length * bytesPerId);
        for (int i = 0; i < read.length; i++) {
            read[i] = bytesPerId == 2 ? bytes.getShort() & 0xFFFF : bytes.getInt();
        }
        return read;
    }

    private static ByteBuffer read(FileChannel file, long position, long bytes) throws IOException {
        ByteBuffer buffer =
                ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("a file of token ids ends too early");
            }
        }
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        try (ids;
                index) {
            // Both are closed, whatever the first one throws.
        }
    }
}
