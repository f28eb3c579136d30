package io.conteur.tokenizer.text;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Finds out whether native code can follow a charsmap's trie with any text and stay inside: it
 * checks no index. The time is linear in the trie, which has very many units: a message is put
 * together only when there is something to say.
 */
final class CharsmapValidator {
    /** The longest text that a rule replaces; a path of the trie is no longer. */
    private static final int MAX_RULE_BYTES = 256;

    /** The longest replacement, as text grows by it. */
    private static final int MAX_REPLACEMENT_BYTES = 256;

    /** Native code has room for so many rules that begin at one place of a text. */
    private static final int MAX_NESTED_RULES = 32;

    private static final int LEAF = 0x8000_0000;
    private static final int LABELS = 256;
    private static final byte UNSEEN = 0;
    private static final byte ON_PATH = -1;

    private final byte[] blob;
    private final int[] units;
    private final int replacements;

    /** Of each node, one more than the most rules on a path from it. */
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
     * The charsmap itself, which may be empty: no rules.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static byte[] sound(byte[] blob) {
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
        new CharsmapValidator(blob, trieBytes).rules(0, 0);
        return blob;
    }

    /** The most rules on a path from a node; visits every node once. */
    private int rules(int node, int depth) {
        require(nodes[node] != ON_PATH, "its trie has a circle");
        if (nodes[node] != UNSEEN) {
            return nodes[node] - 1;
        }
        if (depth > MAX_RULE_BYTES) {
            throw broken("a rule has more than %d bytes".formatted(MAX_RULE_BYTES));
        }
        nodes[node] = ON_PATH;
        int most = children(node, depth);
        if (((units[node] >>> 8) & 1) == 1) {
            requireReplacement(units[base(node)] & ~LEAF);
            most++;
        }
        if (most > MAX_NESTED_RULES) {
            throw broken("more than %d rules begin with one another".formatted(MAX_NESTED_RULES));
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
                most = Math.max(most, rules(child, depth + 1));
            }
        }
        return most;
    }

    /** Where a node's children lie; any byte of a text may be tried there. */
    private int base(int node) {
        int base = node ^ Charsmap.offset(units[node]);
        int last = base | (LABELS - 1);
        if (base < 0 || last >= units.length) {
            throw broken("its trie leads to unit %d of %d".formatted(last, units.length));
        }
        return base;
    }

    private void requireReplacement(int place) {
        int bytes = blob.length - replacements;
        if (place >= bytes) {
            throw broken("a replacement begins at %d of %d bytes".formatted(place, bytes));
        }
        int start = replacements + place;
        int end = start;
        while (blob[end] != 0) {
            int length = Utf8.validLength(blob, end, blob.length);
            require(length > 0, "a replacement is not UTF-8");
            end += length;
            if (end - start > MAX_REPLACEMENT_BYTES) {
                throw broken(
                        "a replacement has more than %d bytes".formatted(MAX_REPLACEMENT_BYTES));
            }
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw broken(message);
        }
    }

    private static IllegalArgumentException broken(String message) {
        return new IllegalArgumentException("its charsmap cannot be used: " + message);
    }
}
