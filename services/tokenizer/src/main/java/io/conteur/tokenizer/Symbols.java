package io.conteur.tokenizer;

import java.util.Arrays;

/**
 * What words are made of while pairs are merged: characters, and pairs of symbols. Columns of
 * growing arrays, indexed by symbol.
 */
final class Symbols {
    private static final int[] NOWHERE = {};

    private int size;
    private int[] left = new int[1 << 12];
    private int[] right = new int[1 << 12];
    private int[] start = new int[1 << 12];
    private int[] length = new int[1 << 12];
    private long[] frequency = new long[1 << 12];
    private int[][] places = new int[1 << 12][];
    private int[] placeCount = new int[1 << 12];
    private int[] codePoints = new int[1 << 14];
    private int codePointCount;

    /** A new character. */
    int addCharacter(int codePoint) {
        int symbol = add(-1, -1, 1);
        codePoints[start[symbol]] = codePoint;
        return symbol;
    }

    /** A new pair, or -1 when its text may not be a piece. */
    int addPair(int l, int r, PieceRules rules) {
        int total = length[l] + length[r];
        if (total > rules.maxLength()) {
            return -1;
        }
        int symbol = add(l, r, total);
        System.arraycopy(codePoints, start[l], codePoints, start[symbol], length[l]);
        System.arraycopy(codePoints, start[r], codePoints, start[symbol] + length[l], length[r]);
        if (!rules.allow(codePoints, start[symbol], total)) {
            codePointCount -= total;
            size--;
            return -1;
        }
        return symbol;
    }

    private int add(int l, int r, int codePointLength) {
        if (size == left.length) {
            grow();
        }
        if (codePointCount + codePointLength > codePoints.length) {
            codePoints = Arrays.copyOf(codePoints, 2 * codePoints.length);
        }
        left[size] = l;
        right[size] = r;
        start[size] = codePointCount;
        length[size] = codePointLength;
        frequency[size] = 0;
        places[size] = NOWHERE;
        placeCount[size] = 0;
        codePointCount += codePointLength;
        return size++;
    }

    private void grow() {
        int more = 2 * size;
        left = Arrays.copyOf(left, more);
        right = Arrays.copyOf(right, more);
        start = Arrays.copyOf(start, more);
        length = Arrays.copyOf(length, more);
        frequency = Arrays.copyOf(frequency, more);
        places = Arrays.copyOf(places, more);
        placeCount = Arrays.copyOf(placeCount, more);
    }

    int left(int symbol) {
        return left[symbol];
    }

    int right(int symbol) {
        return right[symbol];
    }

    long frequency(int symbol) {
        return frequency[symbol];
    }

    void addOccurrence(int symbol, int place, long count) {
        int used = placeCount[symbol];
        if (used == places[symbol].length) {
            places[symbol] = Arrays.copyOf(places[symbol], Math.max(2, 2 * used));
        }
        places[symbol][used] = place;
        placeCount[symbol]++;
        frequency[symbol] += count;
    }

    void removeOccurrence(int symbol, long count) {
        frequency[symbol] -= count;
    }

    /** Where a pair was seen, in order; some may be gone since. The symbol then forgets them. */
    int[] takePlaces(int symbol) {
        int[] taken = Arrays.copyOf(places[symbol], placeCount[symbol]);
        places[symbol] = NOWHERE;
        placeCount[symbol] = 0;
        return taken;
    }

    String text(int symbol) {
        return new String(codePoints, start[symbol], length[symbol]);
    }

    /** Shorter first, then by code points, then the one seen first. */
    int compareText(int a, int b) {
        if (length[a] != length[b]) {
            return Integer.compare(length[a], length[b]);
        }
        int order =
                Arrays.compare(
                        codePoints,
                        start[a],
                        start[a] + length[a],
                        codePoints,
                        start[b],
                        start[b] + length[b]);
        return order != 0 ? order : Integer.compare(a, b);
    }
}
