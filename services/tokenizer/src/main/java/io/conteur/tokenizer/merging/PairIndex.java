package io.conteur.tokenizer.merging;

import java.util.Arrays;

/** The number of each pair in {@link Merger}, rejected ones too: an open-addressing hash table. */
final class PairIndex {
    /** The pair is not in the table. */
    static final int ABSENT = -1;

    private static final int FREE = -1;

    /** Ints of an entry: left symbol, right symbol, value; adjacent, to share a cache line. */
    private static final int ENTRY_INTS = 3;

    private int slots = 1 << 14;
    private int[] entries = free(slots);
    private int size;

    int find(int left, int right) {
        int at = offset(left, right);
        return entries[at] == FREE ? ABSENT : entries[at + 2];
    }

    void put(int left, int right, int value) {
        int at = offset(left, right);
        entries[at] = left;
        entries[at + 1] = right;
        entries[at + 2] = value;
        if (++size > slots / 4 * 3) {
            grow();
        }
    }

    private void grow() {
        int[] old = entries;
        slots = Math.multiplyExact(2, slots);
        entries = free(slots);
        for (int from = 0; from < old.length; from += ENTRY_INTS) {
            if (old[from] != FREE) {
                System.arraycopy(old, from, entries, offset(old[from], old[from + 1]), ENTRY_INTS);
            }
        }
    }

    /** The offset of a pair's entry, or of the free entry where it belongs. */
    private int offset(int left, int right) {
        long hashKey = ((long) left << 32) | right;
        int slot = (int) ((hashKey * 0x9E3779B97F4A7C15L) >>> 32); // Fibonacci hashing.
        while (true) {
            slot &= slots - 1;
            int at = ENTRY_INTS * slot;
            if (entries[at] == FREE || (entries[at] == left && entries[at + 1] == right)) {
                return at;
            }
            slot++;
        }
    }

    private static int[] free(int slots) {
        int[] entries = new int[Math.multiplyExact(ENTRY_INTS, slots)];
        Arrays.fill(entries, FREE);
        return entries;
    }
}
