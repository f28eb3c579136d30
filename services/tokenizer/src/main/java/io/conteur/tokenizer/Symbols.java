package io.conteur.tokenizer;

import java.nio.charset.StandardCharsets;
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
    private int[] ends = new int[1 << 12];
    private int[] lengths = new int[1 << 12];
    private long[] counts = new long[1 << 12];
    private int[] placeCounts = new int[1 << 12];
    private int[][] places = new int[1 << 12][];
    private byte[] texts = new byte[1 << 14];

    int size() {
        return size;
    }

    int add(int left, int right, int[] characters, int length) {
        byte[] text = new String(characters, 0, length).getBytes(StandardCharsets.UTF_8);
        int start = start(size);
        grow(start + text.length);
        System.arraycopy(text, 0, texts, start, text.length);
        lefts[size] = left;
        rights[size] = right;
        ends[size] = start + text.length;
        lengths[size] = length;
        places[size] = NOWHERE;
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
        int start = start(symbol);
        return new String(texts, start, ends[symbol] - start, StandardCharsets.UTF_8);
    }

    /** Copies the code points of a symbol, and says how many they are. */
    int copy(int symbol, int[] target, int at) {
        int to = at;
        for (int from = start(symbol); from < ends[symbol]; from += Utf8.length(texts[from])) {
            target[to++] = Utf8.codePoint(texts, from);
        }
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
        if (counts[pair] == 0) {
            forgetPlaces(pair);
        }
    }

    /** Where a pair was found, in order; some may since be gone. The pair forgets them. */
    int[] takePlaces(int pair) {
        int[] taken = Arrays.copyOf(places[pair], placeCounts[pair]);
        forgetPlaces(pair);
        return taken;
    }

    /** Shorter before longer, then by code points, then by creation. */
    int compareText(int one, int other) {
        if (lengths[one] != lengths[other]) {
            return Integer.compare(lengths[one], lengths[other]);
        }
        // Bytes of UTF-8 are in the order of the code points.
        int order =
                Arrays.compareUnsigned(
                        texts, start(one), ends[one], texts, start(other), ends[other]);
        return order != 0 ? order : Integer.compare(one, other);
    }

    private void forgetPlaces(int pair) {
        places[pair] = NOWHERE;
        placeCounts[pair] = 0;
    }

    private int start(int symbol) {
        return symbol == 0 ? 0 : ends[symbol - 1];
    }

    private void grow(int bytes) {
        if (bytes > texts.length) {
            texts = Arrays.copyOf(texts, 2 * bytes);
        }
        if (size < lefts.length) {
            return;
        }
        int room = 2 * size;
        lefts = Arrays.copyOf(lefts, room);
        rights = Arrays.copyOf(rights, room);
        ends = Arrays.copyOf(ends, room);
        lengths = Arrays.copyOf(lengths, room);
        counts = Arrays.copyOf(counts, room);
        placeCounts = Arrays.copyOf(placeCounts, room);
        places = Arrays.copyOf(places, room);
    }
}
