package io.conteur.tokenizer;

import java.util.Arrays;

/**
 * Finds the most frequent pair; ties go by {@link Symbols#compareText}. Frequencies only fall once
 * a pair is in, so an entry is put right when it comes to the top.
 */
final class PairHeap {
    private final Symbols symbols;
    private int[] pairs = new int[1 << 12];
    private long[] frequencies = new long[1 << 12];
    private int size;

    PairHeap(Symbols symbols) {
        this.symbols = symbols;
    }

    void add(int pair) {
        if (size == pairs.length) {
            pairs = Arrays.copyOf(pairs, 2 * size);
            frequencies = Arrays.copyOf(frequencies, 2 * size);
        }
        long frequency = symbols.frequency(pair);
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!before(pair, frequency, pairs[parent], frequencies[parent])) {
                break;
            }
            set(at, pairs[parent], frequencies[parent]);
            at = parent;
        }
        set(at, pair, frequency);
    }

    /** Removes the best pair, or returns -1 when none is left. */
    int poll() {
        while (size > 0) {
            int best = pairs[0];
            if (frequencies[0] == symbols.frequency(best)) {
                size--;
                if (size > 0) {
                    sink(pairs[size], frequencies[size]);
                }
                return best;
            }
            sink(best, symbols.frequency(best));
        }
        return -1;
    }

    private void sink(int pair, long frequency) {
        int at = 0;
        int child = 1;
        while (child < size) {
            int sibling = child + 1;
            if (sibling < size
                    && before(
                            pairs[sibling],
                            frequencies[sibling],
                            pairs[child],
                            frequencies[child])) {
                child = sibling;
            }
            if (!before(pairs[child], frequencies[child], pair, frequency)) {
                break;
            }
            set(at, pairs[child], frequencies[child]);
            at = child;
            child = 2 * at + 1;
        }
        set(at, pair, frequency);
    }

    private boolean before(int a, long frequencyOfA, int b, long frequencyOfB) {
        return frequencyOfA != frequencyOfB
                ? frequencyOfA > frequencyOfB
                : symbols.compareText(a, b) < 0;
    }

    private void set(int at, int pair, long frequency) {
        pairs[at] = pair;
        frequencies[at] = frequency;
    }
}
