package io.conteur.tokenizer;

import java.util.Arrays;

/**
 * How often each distinct word occurs: an open-addressing table from UTF-8 bytes to counts. Words
 * have numbers from 0 in order of first appearance; memory grows with distinct words alone.
 */
final class WordCounts {
    private static final int LARGEST_POOL = Integer.MAX_VALUE - 8;

    private byte[] pool = new byte[1 << 16];
    private int[] ends = new int[1 << 12];
    private int[] hashes = new int[1 << 12];
    private long[] counts = new long[1 << 12];
    private int[] slots = new int[1 << 13];
    private int size;

    int size() {
        return size;
    }

    long count(int word) {
        return counts[word];
    }

    /** The bytes of all words; a word's lie from {@link #start} to {@link #end}. */
    byte[] pool() {
        return pool;
    }

    int start(int word) {
        return word == 0 ? 0 : ends[word - 1];
    }

    int end(int word) {
        return ends[word];
    }

    void add(byte[] text, int from, int to, long count) {
        int hash = 0;
        for (int at = from; at < to; at++) {
            hash = 31 * hash + text[at];
        }
        add(text, from, to, hash, count);
    }

    void addAll(WordCounts other) {
        for (int word = 0; word < other.size; word++) {
            int from = other.start(word);
            add(other.pool, from, other.ends[word], other.hashes[word], other.counts[word]);
        }
    }

    /** Word numbers by count, most frequent first, then by bytes. */
    int[] byFrequency() {
        Integer[] words = new Integer[size];
        Arrays.setAll(words, word -> word);
        Arrays.sort(words, this::compare);
        int[] sorted = new int[size];
        Arrays.setAll(sorted, rank -> words[rank]);
        return sorted;
    }

    int[] byAppearance() {
        int[] order = new int[size];
        Arrays.setAll(order, word -> word);
        return order;
    }

    /** The hash of a word is a polynomial of its bytes in 31; callers may have it already. */
    void add(byte[] text, int from, int to, int hash, long count) {
        int slot = hash ^ (hash >>> 15);
        while (true) {
            slot &= slots.length - 1;
            int word = slots[slot] - 1;
            if (word < 0) {
                insert(text, from, to, hash, count);
                slots[slot] = size;
                growSlots();
                return;
            }
            if (hashes[word] == hash && same(word, text, from, to)) {
                counts[word] += count;
                return;
            }
            slot++;
        }
    }

    private boolean same(int word, byte[] text, int from, int to) {
        int start = start(word);
        int length = to - from;
        if (ends[word] - start != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (pool[start + i] != text[from + i]) {
                return false;
            }
        }
        return true;
    }

    private void insert(byte[] text, int from, int to, int hash, long count) {
        int start = size == 0 ? 0 : ends[size - 1];
        reserve((long) start + (to - from));
        System.arraycopy(text, from, pool, start, to - from);
        ends[size] = start + (to - from);
        hashes[size] = hash;
        counts[size++] = count;
    }

    private void reserve(long bytes) {
        if (bytes > LARGEST_POOL) {
            throw new TokenizerTrainingException(
                    "the corpus has over two billion bytes of distinct words");
        }
        if (bytes > pool.length) {
            pool =
                    Arrays.copyOf(
                            pool, (int) Math.min(LARGEST_POOL, Math.max(bytes, 2L * pool.length)));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            hashes = Arrays.copyOf(hashes, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
    }

    private void growSlots() {
        if (2 * size <= slots.length) {
            return;
        }
        slots = new int[2 * slots.length];
        for (int word = 0; word < size; word++) {
            int slot = hashes[word] ^ (hashes[word] >>> 15);
            while (slots[slot &= slots.length - 1] != 0) {
                slot++;
            }
            slots[slot] = word + 1;
        }
    }

    private int compare(int one, int other) {
        if (counts[one] != counts[other]) {
            return Long.compare(counts[other], counts[one]);
        }
        return Arrays.compareUnsigned(pool, start(one), ends[one], pool, start(other), ends[other]);
    }
}
