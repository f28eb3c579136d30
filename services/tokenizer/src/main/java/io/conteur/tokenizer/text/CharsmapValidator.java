package io.conteur.tokenizer.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Validates the trie of a charsmap, so that no text can lead {@link Charsmap#find} out of bounds.
 * Takes time linear in the trie. The trie is large, so error messages are built only on failure.
 */
final class CharsmapValidator {
    /** The longest text that a rule replaces: the maximum depth of the trie. */
    private static final int MAX_RULE_BYTES = 256;

    /** The longest replacement; it bounds how much a text can grow. */
    private static final int MAX_REPLACEMENT_BYTES = 256;

    /** The most rules that SentencePiece can match at one position of a text. */
    private static final int MAX_NESTED_RULES = 32;

    private static final int LEAF = 0x8000_0000;
    private static final int LABELS = 256;
    private static final byte UNSEEN = 0;
    private static final byte ON_PATH = -1;

    private final byte[] blob;
    private final int[] units;
    private final int replacements;

    /** For each node, one more than the most rules on a path from it, or its visiting state. */
    private final byte[] nodes;

    private CharsmapValidator(byte[] blob, int trieBytes) {
        this.blob = blob;
        this.units = new int[trieBytes / Integer.BYTES];
        this.replacements = Integer.BYTES + trieBytes;
        this.nodes = new byte[units.length];
        ByteBuffer.wrap(blob, Integer.BYTES, trieBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer()
                .get(units);
    }

    /**
     * Returns the charsmap itself, which may be empty: no rules.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static byte[] validated(byte[] blob) {
        if (blob.length == 0) {
            return blob;
        }
        require(blob.length > Integer.BYTES, "it ends before its trie");
        int trieBytes = ByteBuffer.wrap(blob).order(ByteOrder.LITTLE_ENDIAN).getInt();
        require(
                trieBytes >= LABELS * Integer.BYTES
                        && trieBytes % Integer.BYTES == 0
                        && trieBytes < blob.length - Integer.BYTES,
                "its trie would have %d of %d bytes"
                        .formatted(Integer.toUnsignedLong(trieBytes), blob.length));
        require(blob[blob.length - 1] == 0, "its last replacement has no end");
        new CharsmapValidator(blob, trieBytes).maxRules(0, 0);
        return blob;
    }

    /** The most rules on a path from a node; visits every node once. */
    private int maxRules(int node, int depth) {
        require(nodes[node] != ON_PATH, "its trie has a circle");
        if (nodes[node] != UNSEEN) {
            return nodes[node] - 1;
        }
        if (depth > MAX_RULE_BYTES) {
            throw invalid("a rule has more than %d bytes".formatted(MAX_RULE_BYTES));
        }
        nodes[node] = ON_PATH;
        int most = children(node, depth);
        if (((units[node] >>> 8) & 1) == 1) {
            requireReplacement(units[base(node)] & ~LEAF);
            most++;
        }
        if (most > MAX_NESTED_RULES) {
            throw invalid("more than %d rules begin with one another".formatted(MAX_NESTED_RULES));
        }
        nodes[node] = (byte) (most + 1);
        return most;
    }

    private int children(int node, int depth) {
        int most = 0;
        int base = base(node);
        for (int label = 0; label < LABELS; label++) {
            int child = base ^ label;
            if ((units[child] & (LEAF | 0xFF)) == label) {
                most = Math.max(most, maxRules(child, depth + 1));
            }
        }
        return most;
    }

    /** The base of a node's children, checked for any byte as the label. */
    private int base(int node) {
        int base = node ^ Charsmap.offset(units[node]);
        int last = base | (LABELS - 1);
        if (base < 0 || last >= units.length) {
            throw invalid("its trie leads to unit %d of %d".formatted(last, units.length));
        }
        return base;
    }

    private void requireReplacement(int offset) {
        int bytes = blob.length - replacements;
        if (offset >= bytes) {
            throw invalid("a replacement begins at %d of %d bytes".formatted(offset, bytes));
        }
        int start = replacements + offset;
        int end = start;
        while (blob[end] != 0) {
            int length = Utf8.validLength(blob, end, blob.length);
            require(length > 0, "a replacement is not UTF-8");
            end += length;
            if (end - start > MAX_REPLACEMENT_BYTES) {
                throw invalid(
                        "a replacement has more than %d bytes".formatted(MAX_REPLACEMENT_BYTES));
            }
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw invalid(message);
        }
    }

    private static IllegalArgumentException invalid(String message) {
        return new IllegalArgumentException("its charsmap cannot be used: " + message);
    }
}
