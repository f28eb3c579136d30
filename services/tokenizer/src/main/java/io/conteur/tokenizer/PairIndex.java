package io.conteur.tokenizer;

import java.util.Arrays;

/** Finds the symbol of a pair of symbols: an open-addressing table. */
final class PairIndex {
    /** The pair has not been seen. */
    static final int ABSENT = -1;

    private static final long FREE = -1;

    private long[] keys = filled(1 << 14);
    private int[] values = new int[1 << 14];
    private int size;

    int find(int left, int right) {
        int slot = slot(key(left, right));
        return keys[slot] == FREE ? ABSENT : values[slot];
    }

    void put(int left, int right, int value) {
        long key = key(left, right);
        int slot = slot(key);
        keys[slot] = key;
        values[slot] = value;
        if (++size > keys.length / 4 * 3) {
            grow();
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = filled(2 * oldKeys.length);
        values = new int[2 * oldKeys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    private int slot(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32); // Fibonacci hashing
        while (true) {
            slot &= keys.length - 1;
            if (keys[slot] == key || keys[slot] == FREE) {
                return slot;
            }
            slot++;
        }
    }

    private static long key(int left, int right) {
        return ((long) left << 32) | right;
    }

    private static long[] filled(int length) {
        long[] keys = new long[length];
        Arrays.fill(keys, FREE);
        return keys;
    }
}
