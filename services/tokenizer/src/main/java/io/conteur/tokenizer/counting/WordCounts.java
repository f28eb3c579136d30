package io.conteur.tokenizer.counting;

import io.conteur.tokenizer.model.TokenizerTrainingException;
import java.util.Arrays;

/**
 * Counts of distinct words: an open-addressing hash table from UTF-8 bytes to counts. Words are
 * numbered from 0 in order of first appearance.
 */
public final class WordCounts {
    private static final int MAX_POOL_BYTES = Integer.MAX_VALUE - 8;

    private byte[] pool = new byte[1 << 16];
    private int[] ends = new int[1 << 12];
    private long[] counts = new long[1 << 12];

    /** A word's hash in the high half, its number plus one in the low; 0 in a free slot. */
    private long[] slots = new long[1 << 13];

    private int size;

    public int size() {
        return size;
    }

    public long count(int word) {
        return counts[word];
    }

    /** The concatenated bytes of all words; {@link #start} and {@link #end} delimit a word. */
    public byte[] pool() {
        return pool;
    }

    public int start(int word) {
        return word == 0 ? 0 : ends[word - 1];
    }

    public int end(int word) {
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
            add(other.pool, from, other.ends[word], other.counts[word]);
        }
    }

    /** Word numbers by descending count, then by bytes. */
    public int[] byFrequency() {
        Integer[] words = new Integer[size];
        Arrays.setAll(words, word -> word);
        Arrays.sort(words, this::compare);
        int[] sorted = new int[size];
        Arrays.setAll(sorted, rank -> words[rank]);
        return sorted;
    }

    public int[] byAppearance() {
        int[] order = new int[size];
        Arrays.setAll(order, word -> word);
        return order;
    }

    /** Adds a word whose hash, a polynomial in 31 of its bytes, the caller has computed. */
    void add(byte[] text, int from, int to, int hash, long count) {
        int slot = slot(hash);
        while (slots[slot] != 0) {
            int word = (int) slots[slot] - 1;
            if ((int) (slots[slot] >>> 32) == hash && matches(word, text, from, to)) {
                counts[word] += count;
                return;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        insert(text, from, to, count);
        slots[slot] = ((long) hash << 32) | size;
        growSlots();
    }

    private int slot(int hash) {
        return (hash ^ (hash >>> 15)) & (slots.length - 1);
    }

    private boolean matches(int word, byte[] text, int from, int to) {
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

    private void insert(byte[] text, int from, int to, long count) {
        int start = size == 0 ? 0 : ends[size - 1];
        ensureCapacity((long) start + (to - from));
        System.arraycopy(text, from, pool, start, to - from);
        ends[size] = start + (to - from);
        counts[size++] = count;
    }

    private void ensureCapacity(long bytes) {
        if (bytes > MAX_POOL_BYTES) {
            throw new TokenizerTrainingException(
                    "the corpus has over two billion bytes of distinct words");
        }
        if (bytes > pool.length) {
            pool =
                    Arrays.copyOf(
                            pool,
                            (int) Math.min(MAX_POOL_BYTES, Math.max(bytes, 2L * pool.length)));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
    }

    private void growSlots() {
        if (size <= slots.length / 4 * 3) {
            return;
        }
        long[] old = slots;
        slots = new long[2 * old.length];
        for (long entry : old) {
            if (entry != 0) {
                reinsert(entry);
            }
        }
    }

    private void reinsert(long entry) {
        int slot = slot((int) (entry >>> 32));
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = entry;
    }

    private int compare(int one, int other) {
        if (counts[one] != counts[other]) {
            return Long.compare(counts[other], counts[one]);
        }
        return Arrays.compareUnsigned(pool, start(one), ends[one], pool, start(other), ends[other]);
    }
}
