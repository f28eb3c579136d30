package io.conteur.tokenizer.merging;

import java.util.Arrays;

/**
 * The positions at which each pair of symbols occurs. A position is the left end of at most one
 * pair, so the circular, doubly linked lists of all pairs share two arrays of fixed size.
 */
final class PairOccurrences {
    private final int[] next;
    private final int[] previous;

    /** The first position of each pair, in order of insertion. */
    private int[] firsts = new int[1 << 12];

    PairOccurrences(int positions) {
        next = new int[positions];
        previous = new int[positions];
        Arrays.fill(firsts, WordSequence.NONE);
    }

    /** The first position of a pair, or {@link WordSequence#NONE}. */
    int first(int pair) {
        return firsts[pair];
    }

    /** Appends a position to the list of a pair. */
    void add(int pair, int position) {
        ensureCapacity(pair);
        int first = firsts[pair];
        if (first == WordSequence.NONE) {
            firsts[pair] = position;
            link(position, position);
        } else {
            link(previous[first], position);
            link(position, first);
        }
    }

    void remove(int pair, int position) {
        int following = next[position];
        link(previous[position], following);
        if (firsts[pair] == position) {
            firsts[pair] = following == position ? WordSequence.NONE : following;
        }
    }

    private void link(int position, int following) {
        next[position] = following;
        previous[following] = position;
    }

    private void ensureCapacity(int pair) {
        int capacity = firsts.length;
        if (pair >= capacity) {
            firsts = Arrays.copyOf(firsts, Math.max(pair + 1, 2 * capacity));
            Arrays.fill(firsts, capacity, firsts.length, WordSequence.NONE);
        }
    }
}
