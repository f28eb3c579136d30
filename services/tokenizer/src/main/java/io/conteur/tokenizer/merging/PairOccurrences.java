package io.conteur.tokenizer.merging;

import java.util.Arrays;

/**
 * Where each pair of symbols occurs. A place of the corpus is the left one of at most one pair, so
 * the places of all pairs are circular, doubly linked lists in two arrays of fixed size.
 */
final class PairOccurrences {
    private final int[] next;
    private final int[] previous;

    /** The first place of each pair, in order of appearance. */
    private int[] firsts = new int[1 << 12];

    PairOccurrences(int places) {
        next = new int[places];
        previous = new int[places];
        Arrays.fill(firsts, WordSequence.NONE);
    }

    /** The first place of a pair, or {@link WordSequence#NONE}. */
    int first(int pair) {
        return firsts[pair];
    }

    /** Adds a place behind the others of a pair. */
    void add(int pair, int place) {
        grow(pair);
        int first = firsts[pair];
        if (first == WordSequence.NONE) {
            firsts[pair] = place;
            link(place, place);
        } else {
            link(previous[first], place);
            link(place, first);
        }
    }

    void remove(int pair, int place) {
        int following = next[place];
        link(previous[place], following);
        if (firsts[pair] == place) {
            firsts[pair] = following == place ? WordSequence.NONE : following;
        }
    }

    private void link(int place, int following) {
        next[place] = following;
        previous[following] = place;
    }

    private void grow(int pair) {
        int room = firsts.length;
        if (pair >= room) {
            firsts = Arrays.copyOf(firsts, Math.max(pair + 1, 2 * room));
            Arrays.fill(firsts, room, firsts.length, WordSequence.NONE);
        }
    }
}
