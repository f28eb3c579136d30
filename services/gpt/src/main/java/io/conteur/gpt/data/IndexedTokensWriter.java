package io.conteur.gpt.data;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Writes sequences of token ids in the layout that {@link IndexedTokens} reads. Memory grows by
 * four bytes for each sequence; closing writes the index.
 */
public final class IndexedTokensWriter implements Closeable {
    /** Vocabularies from this size on have ids of four bytes, as in Megatron. */
    private static final int UINT16_VOCABULARY = 65_500;

    private final DataOutputStream ids;
    private final Path idx;
    private final boolean small;
    private final int sequencesPerDocument;
    private int[] lengths = new int[1 << 10];
    private int sequences;

    /**
     * @param vocabulary of the ids, which decides how many bytes one takes
     * @param sequencesPerDocument of all documents
     */
    public IndexedTokensWriter(Path bin, Path idx, int vocabulary, int sequencesPerDocument)
            throws IOException {
        this.ids = new DataOutputStream(buffered(bin));
        this.idx = idx;
        this.small = vocabulary < UINT16_VOCABULARY;
        this.sequencesPerDocument = sequencesPerDocument;
    }

    private static BufferedOutputStream buffered(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }

    /** Appends a sequence. */
    public void add(int[] sequence) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(sequence.length * (small ? 2 : 4))
                        .order(ByteOrder.LITTLE_ENDIAN);
        for (int id : sequence) {
            if (small) {
                bytes.putShort((short) id);
            } else {
                bytes.putInt(id);
            }
        }
        ids.write(bytes.array());
        if (sequences == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * sequences);
        }
        lengths[sequences++] = sequence.length;
    }

    /** Writes the index. */
    @Override
    public void close() throws IOException {
        ids.close();
        try (DataOutputStream out = new DataOutputStream(buffered(idx))) {
            int documents = sequences / sequencesPerDocument;
            out.write(IndexedTokens.MAGIC);
            out.writeLong(Long.reverseBytes(IndexedTokens.VERSION));
            out.writeByte(small ? IndexedTokens.UINT16 : IndexedTokens.INT32);
            out.writeLong(Long.reverseBytes(sequences));
            out.writeLong(Long.reverseBytes(documents + 1L));
            long start = 0;
            for (int i = 0; i < sequences; i++) {
                out.writeInt(Integer.reverseBytes(lengths[i]));
            }
            for (int i = 0; i < sequences; i++) {
                out.writeLong(Long.reverseBytes(start));
                start += (long) lengths[i] * (small ? 2 : 4);
            }
            for (long i = 0; i <= documents; i++) {
                out.writeLong(Long.reverseBytes(i * sequencesPerDocument));
            }
        }
    }
}
