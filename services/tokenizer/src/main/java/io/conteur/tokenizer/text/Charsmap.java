package io.conteur.tokenizer.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Normalisation rules, matched longest first, in the layout of SentencePiece's {@code
 * precompiled_charsmap}: the length of a trie in bytes, the trie, and the zero-terminated
 * replacements. The trie is a double array of 32-bit units over UTF-8 bytes, as <a
 * href="https://github.com/s-yata/darts-clone">darts-clone</a> builds it.
 */
public final class Charsmap {
    private static final int LEAF = 0x8000_0000;
    private static final Charsmap NMT_NFKC = load("nmt_nfkc.bin");

    private final byte[] blob;
    private final int[] units;
    private final byte[] replacements;

    Charsmap(byte[] blob) {
        ByteBuffer buffer = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
        int trieBytes = buffer.getInt();
        this.blob = blob;
        this.units = new int[trieBytes / Integer.BYTES];
        buffer.asIntBuffer().get(units);
        this.replacements = Arrays.copyOfRange(blob, Integer.BYTES + trieBytes, blob.length);
    }

    /** SentencePiece's nmt_nfkc: NFKC of Unicode 17, and rules for control and space characters. */
    public static Charsmap nmtNfkc() {
        return NMT_NFKC;
    }

    public byte[] blob() {
        return blob.clone();
    }

    /** The replacements, zero-terminated, at the offsets that {@link #find} returns. */
    byte[] replacements() {
        return replacements;
    }

    /**
     * The longest rule that matches at the start of a text: the length of the match in bytes in the
     * low 32 bits, the offset of the replacement in the high 32 bits; 0 when no rule matches.
     */
    public long find(byte[] text, int from, int to) {
        long match = 0;
        int node = offset(units[0]);
        for (int at = from; at < to; at++) {
            int label = text[at] & 0xFF;
            node ^= label;
            int unit = units[node];
            if ((unit & (LEAF | 0xFF)) != label) {
                break;
            }
            node ^= offset(unit);
            if (((unit >>> 8) & 1) == 1) {
                match = ((long) (units[node] & ~LEAF) << 32) | (at + 1 - from);
            }
        }
        return match;
    }

    static int offset(int unit) {
        return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
    }

    private static Charsmap load(String resource) {
        try (InputStream in = Charsmap.class.getResourceAsStream(resource)) {
            return new Charsmap(Objects.requireNonNull(in, resource).readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
