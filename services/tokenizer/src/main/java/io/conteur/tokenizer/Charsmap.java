package io.conteur.tokenizer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/**
 * SentencePiece's {@code precompiled_charsmap}: rewriting rules from byte strings to byte strings,
 * as a double-array trie whose values point into a pool of NUL-terminated replacements.
 */
final class Charsmap {
    /** Of the unpacked {@code nmt_nfkc.bin.gz}: SentencePiece 0.2.2's rules (Unicode 17). */
    static final String NMT_NFKC_SHA_256 =
            "f87018d73b2311da39e6f326f3e512b112d7cf57b5b1c65d5cc9e4032d4a069e";

    /** What {@link #find} returns when no rule applies. */
    static final long NONE = 0;

    private static final int LEAF = 1 << 8;

    private final byte[] blob;
    private final int[] units;
    private final byte[] pool;

    Charsmap(byte[] blob) {
        this.blob = blob;
        ByteBuffer buffer = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN);
        int trieBytes = buffer.getInt();
        units = new int[trieBytes / Integer.BYTES];
        buffer.asIntBuffer().get(units);
        pool = Arrays.copyOfRange(blob, Integer.BYTES + trieBytes, blob.length);
    }

    /** The rules every tokenizer here is trained with. */
    static Charsmap nmtNfkc() {
        try (InputStream in = Charsmap.class.getResourceAsStream("nmt_nfkc.bin.gz")) {
            if (in == null) {
                throw new IllegalStateException("nmt_nfkc.bin.gz is missing from the program");
            }
            byte[] blob = new GZIPInputStream(in).readAllBytes();
            if (!sha256(blob).equals(NMT_NFKC_SHA_256)) {
                throw new IllegalStateException("nmt_nfkc.bin.gz is damaged");
            }
            return new Charsmap(blob);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As the model file holds it. */
    byte[] blob() {
        return blob;
    }

    /**
     * The longest rule that is a prefix of {@code bytes[from, to)}.
     *
     * @return {@link #NONE}, or what {@link #length} and {@link #replacement} take apart
     */
    long find(byte[] bytes, int from, int to) {
        int node = offset(units[0]);
        long best = NONE;
        for (int i = from; i < to; i++) {
            int label = bytes[i] & 0xff;
            node ^= label;
            int unit = units[node];
            if ((unit & 0x8000_00ff) != label) {
                break;
            }
            node ^= offset(unit);
            if ((unit & LEAF) != 0) {
                best = ((long) (units[node] & 0x7fff_ffff) << 32) | (i + 1 - from);
            }
        }
        return best;
    }

    /** How many bytes a found rule replaces. */
    static int length(long found) {
        return (int) found;
    }

    /** Where in the {@link #pool} a found rule's replacement starts. */
    static int replacement(long found) {
        return (int) (found >>> 32);
    }

    byte[] pool() {
        return pool;
    }

    /** Where the replacement that starts here ends. */
    int end(int replacement) {
        int end = replacement;
        while (pool[end] != 0) {
            end++;
        }
        return end;
    }

    private static int offset(int unit) {
        return (unit >>> 10) << ((unit & (1 << 9)) >>> 6);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
