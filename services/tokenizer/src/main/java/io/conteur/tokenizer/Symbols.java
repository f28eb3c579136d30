package io.conteur.tokenizer;

import java.util.Arrays;

/**
 * What words are made of while merging: characters and pairs of symbols, numbered in order of
 * creation. A pair knows how often it occurs and where; it is one by derivation, so the same string
 * can come of several pairs.
 */
final class Symbols {
    private static final int[] NOWHERE = {};

    private int size;
    private int[] lefts = new int[1 << 12];
    private int[] rights = new int[1 << 12];
    private int[] starts = new int[1 << 12];
    private int[] lengths = new int[1 << 12];
    private long[] counts = new long[1 << 12];
    private int[] placeCounts = new int[1 << 12];
    private int[][] places = new int[1 << 12][];
    private int[] characters = new int[1 << 14];
    private int charactersUsed;

    int size() {
        return size;
    }

    int add(int left, int right, int[] text, int length) {
        grow(length);
        System.arraycopy(text, 0, characters, charactersUsed, length);
        lefts[size] = left;
        rights[size] = right;
        starts[size] = charactersUsed;
        lengths[size] = length;
        places[size] = NOWHERE;
        charactersUsed += length;
        return size++;
    }

    int left(int symbol) {
        return lefts[symbol];
    }

    int right(int symbol) {
        return rights[symbol];
    }

    int length(int symbol) {
        return lengths[symbol];
    }

    long count(int symbol) {
        return counts[symbol];
    }

    String text(int symbol) {
        return new String(characters, starts[symbol], lengths[symbol]);
    }

    /** Copies the code points of a symbol, and says how many they are. */
    int copy(int symbol, int[] target, int at) {
        System.arraycopy(characters, starts[symbol], target, at, lengths[symbol]);
        return lengths[symbol];
    }

    void found(int pair, int place, long count) {
        int used = placeCounts[pair]++;
        if (used == places[pair].length) {
            places[pair] = Arrays.copyOf(places[pair], used + used / 2 + 2);
        }
        places[pair][used] = place;
        counts[pair] += count;
    }

    void lost(int pair, long count) {
        counts[pair] -= count;
    }

    /** Where a pair was found, in order; some may since be gone. The pair forgets them. */
    int[] takePlaces(int pair) {
        int[] taken = Arrays.copyOf(places[pair], placeCounts[pair]);
        places[pair] = NOWHERE;
        placeCounts[pair] = 0;
        return taken;
    }

    /** Shorter before longer, then by code points, then by creation. */
    int compareText(int one, int other) {
        if (lengths[one] != lengths[other]) {
            return Integer.compare(lengths[one], lengths[other]);
        }
        for (int i = 0; i < lengths[one]; i++) {
            int mine = characters[starts[one] + i];
            int theirs = characters[starts[other] + i];
            if (mine != theirs) {
                return Integer.compare(mine, theirs);
            }
        }
        return Integer.compare(one, other);
    }

    private void grow(int length) {
        if (charactersUsed + length > characters.length) {
            characters = Arrays.copyOf(characters, 2 * characters.length + length);
        }
        if (size < lefts.length) {
            return;
        }
        int room = 2 * size;
        lefts = Arrays.copyOf(lefts, room);
        rights = Arrays.copyOf(rights, room);
        starts = Arrays.copyOf(starts, room);
        lengths = Arrays.copyOf(lengths, room);
        counts = Arrays.copyOf(counts, room);
        placeCounts = Arrays.copyOf(placeCounts, room);
        places = Arrays.copyOf(places, room);
    }
}
