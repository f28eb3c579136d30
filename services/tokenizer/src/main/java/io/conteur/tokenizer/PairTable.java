package io.conteur.tokenizer;

import java.util.Arrays;

/** A map from pairs of non-negative ints to an int; open addressing, no objects per entry. */
final class PairTable {
    /** What {@link #find} returns for a pair never put. */
    static final int ABSENT = Integer.MIN_VALUE;

    private static final long FREE = -1;

    private long[] keys = freeKeys(1 << 15);
    private int[] values = new int[1 << 15];
    private int size;

    int find(int left, int right) {
        int slot = slot(key(left, right));
        return keys[slot] == FREE ? ABSENT : values[slot];
    }

    void put(int left, int right, int value) {
        long key = key(left, right);
        int slot = slot(key);
        if (keys[slot] == FREE) {
            keys[slot] = key;
            size++;
        }
        values[slot] = value;
        if (2 * size > keys.length) {
            grow();
        }
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldValues = values;
        keys = freeKeys(2 * oldKeys.length);
        values = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != FREE) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                values[slot] = oldValues[i];
            }
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        long mixed = key * 0x9e37_79b9_7f4a_7c15L;
        int slot = (int) (mixed >>> 32) & mask;
        while (keys[slot] != FREE && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    private static long[] freeKeys(int length) {
        long[] keys = new long[length];
        Arrays.fill(keys, FREE);
        return keys;
    }
}
