package io.conteur.tokenizer.merging;

import io.conteur.tokenizer.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The symbols of BPE: characters and pairs of symbols, numbered in order of creation, each with its
 * text and its count in the corpus. Pairs are distinguished by their two symbols, so several can
 * have the same text.
 */
final class SymbolTable {
    private int size;
    private int[] ends = new int[1 << 12];
    private short[] lengths = new short[1 << 12];
    private long[] counts = new long[1 << 12];
    private byte[] texts = new byte[1 << 14];

    int size() {
        return size;
    }

    int addCharacter(int character) {
        byte[] text = Character.toString(character).getBytes(StandardCharsets.UTF_8);
        int start = start(size);
        ensureCapacity(start + text.length);
        System.arraycopy(text, 0, texts, start, text.length);
        return add(start + text.length, 1);
    }

    int addPair(int left, int right) {
        int start = start(size);
        int leftBytes = ends[left] - start(left);
        int end = start + leftBytes + ends[right] - start(right);
        ensureCapacity(end);
        System.arraycopy(texts, start(left), texts, start, leftBytes);
        System.arraycopy(texts, start(right), texts, start + leftBytes, end - start - leftBytes);
        return add(end, lengths[left] + lengths[right]);
    }

    long count(int symbol) {
        return counts[symbol];
    }

    String text(int symbol) {
        int start = start(symbol);
        return new String(texts, start, ends[symbol] - start, StandardCharsets.UTF_8);
    }

    /** Copies the code points of a symbol and returns their number. */
    int copyCodePoints(int symbol, int[] target, int at) {
        int to = at;
        for (int from = start(symbol); from < ends[symbol]; from += Utf8.length(texts[from])) {
            target[to++] = Utf8.codePoint(texts, from);
        }
        return lengths[symbol];
    }

    void add(int pair, long count) {
        counts[pair] += count;
    }

    /** Orders by length, then by code points, then by creation. */
    int compareText(int one, int other) {
        if (lengths[one] != lengths[other]) {
            return Integer.compare(lengths[one], lengths[other]);
        }
        // UTF-8 sorts by bytes as by code points.
        int order =
                Arrays.compareUnsigned(
                        texts, start(one), ends[one], texts, start(other), ends[other]);
        return order != 0 ? order : Integer.compare(one, other);
    }

    private int add(int end, int length) {
        ends[size] = end;
        lengths[size] = (short) length;
        return size++;
    }

    private int start(int symbol) {
        return symbol == 0 ? 0 : ends[symbol - 1];
    }

    private void ensureCapacity(int bytes) {
        if (bytes > texts.length) {
            texts = Arrays.copyOf(texts, 2 * bytes);
        }
        if (size < ends.length) {
            return;
        }
        int capacity = 2 * size;
        ends = Arrays.copyOf(ends, capacity);
        lengths = Arrays.copyOf(lengths, capacity);
        counts = Arrays.copyOf(counts, capacity);
    }
}
