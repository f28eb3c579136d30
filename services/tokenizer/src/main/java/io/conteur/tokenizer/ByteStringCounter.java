package io.conteur.tokenizer;

import java.util.Arrays;

/** Counts byte strings, all kept in one array; open addressing, no objects per string. */
final class ByteStringCounter {
    private byte[] pool = new byte[1 << 16];
    private int poolLength;
    private int[] starts = new int[1 << 12];
    private int[] hashes = new int[1 << 12];
    private long[] counts = new long[1 << 12];
    private int[] table = emptyTable(1 << 13);
    private int size;

    int size() {
        return size;
    }

    byte[] pool() {
        return pool;
    }

    int start(int string) {
        return starts[string];
    }

    int end(int string) {
        return string + 1 < size ? starts[string + 1] : poolLength;
    }

    long count(int string) {
        return counts[string];
    }

    /** Counts {@code bytes[from, to)} so many times more. */
    void add(byte[] bytes, int from, int to, long count) {
        int hash = hash(bytes, from, to);
        int mask = table.length - 1;
        int slot = hash & mask;
        while (table[slot] >= 0) {
            int string = table[slot];
            if (hashes[string] == hash
                    && Arrays.equals(pool, start(string), end(string), bytes, from, to)) {
                counts[string] += count;
                return;
            }
            slot = (slot + 1) & mask;
        }
        table[slot] = append(bytes, from, to, hash);
        counts[size - 1] = count;
        if (2 * size > table.length) {
            rehash();
        }
    }

    void addAll(ByteStringCounter other) {
        for (int i = 0; i < other.size; i++) {
            add(other.pool, other.start(i), other.end(i), other.counts[i]);
        }
    }

    private int append(byte[] bytes, int from, int to, int hash) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        int length = to - from;
        if (poolLength + length > pool.length) {
            pool = Arrays.copyOf(pool, Math.max(2 * pool.length, poolLength + length));
        }
        System.arraycopy(bytes, from, pool, poolLength, length);
        starts[size] = poolLength;
        hashes[size] = hash;
        poolLength += length;
        return size++;
    }

    private void rehash() {
        table = emptyTable(2 * table.length);
        int mask = table.length - 1;
        for (int string = 0; string < size; string++) {
            int slot = hashes[string] & mask;
            while (table[slot] >= 0) {
                slot = (slot + 1) & mask;
            }
            table[slot] = string;
        }
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        hash *= 0x9e37_79b9;
        return hash ^ (hash >>> 15);
    }

    private static int[] emptyTable(int length) {
        int[] table = new int[length];
        Arrays.fill(table, -1);
        return table;
    }
}
