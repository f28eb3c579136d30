package io.conteur.tokenizer.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Objects;

/**
 * Normalisation rules, looked up by longest match: a double array over the UTF-8 bytes of what is
 * replaced, in the layout of SentencePiece's {@code precompiled_charsmap} (a trie of 32-bit units
 * after its length in bytes, then the replacements, each ended by a zero byte).
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

    /** NFKC of Unicode 17, and control and odd space characters as SentencePiece treats them. */
    public static Charsmap nmtNfkc() {
        return NMT_NFKC;
    }

    public byte[] blob() {
        return blob.clone();
    }

    /** Where replacements begin, as {@link #find} names them; each ends before a zero byte. */
    byte[] replacements() {
        return replacements;
    }

    /**
     * The longest rule that the text begins with: its length in bytes in the low 32 bits, the place
     * of its replacement in the high ones; 0 when no rule matches.
     */
    public long find(byte[] text, int from, int to) {
        long found = 0;
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
                found = ((long) (units[node] & ~LEAF) << 32) | (at + 1 - from);
            }
        }
        return found;
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
