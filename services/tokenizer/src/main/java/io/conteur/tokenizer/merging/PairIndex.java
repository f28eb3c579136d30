package io.conteur.tokenizer.merging;

import java.util.Arrays;

/** Finds the symbol of a pair of symbols: an open-addressing table. */
final class PairIndex {
    /** The pair has not been seen. */
    static final int ABSENT = -1;

    private static final int FREE = -1;

    /** Left symbol, right symbol and value lie together, so that a look-up reads one cache line. */
    private static final int ENTRY = 3;

    private int slots = 1 << 14;
    private int[] entries = free(slots);
    private int size;

    int find(int left, int right) {
        int at = place(left, right);
        return entries[at] == FREE ? ABSENT : entries[at + 2];
    }

    void put(int left, int right, int value) {
        int at = place(left, right);
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
        for (int from = 0; from < old.length; from += ENTRY) {
            if (old[from] != FREE) {
                System.arraycopy(old, from, entries, place(old[from], old[from + 1]), ENTRY);
            }
        }
    }

    /** Where the entry of a pair is, or the free one that it would take. */
    private int place(int left, int right) {
        long key = ((long) left << 32) | right;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32); // Fibonacci hashing
        while (true) {
            slot &= slots - 1;
            int at = ENTRY * slot;
            if (entries[at] == FREE || (entries[at] == left && entries[at + 1] == right)) {
                return at;
            }
            slot++;
        }
    }

    private static int[] free(int slots) {
        int[] entries = new int[Math.multiplyExact(ENTRY, slots)];
        Arrays.fill(entries, FREE);
        return entries;
    }
}
