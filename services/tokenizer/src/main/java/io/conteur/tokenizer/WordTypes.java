package io.conteur.tokenizer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The distinct words of a corpus once rare characters are replaced by one mark, in a fixed order:
 * the most frequent first, then by bytes.
 */
final class WordTypes {
    private static final byte[] UNKNOWN_MARK = {(byte) 0xe2, (byte) 0x96, (byte) 0x85};

    private final ByteStringCounter types;
    private final int[] order;

    WordTypes(ByteStringCounter words, Alphabet alphabet) {
        types = replaceRare(words, alphabet);
        order =
                IntStream.range(0, types.size())
                        .boxed()
                        .sorted(
                                Comparator.comparingLong((Integer i) -> -types.count(i))
                                        .thenComparing(this::compareBytes))
                        .mapToInt(Integer::intValue)
                        .toArray();
    }

    int size() {
        return order.length;
    }

    long count(int index) {
        return types.count(order[index]);
    }

    int[] codePoints(int index) {
        int at = types.start(order[index]);
        int end = types.end(order[index]);
        int[] codePoints = new int[end - at];
        int length = 0;
        while (at < end) {
            codePoints[length++] = Utf8.codePoint(types.pool(), at);
            at += Utf8.length(types.pool()[at]);
        }
        return Arrays.copyOf(codePoints, length);
    }

    private int compareBytes(int a, int b) {
        return Arrays.compareUnsigned(
                types.pool(),
                types.start(a),
                types.end(a),
                types.pool(),
                types.start(b),
                types.end(b));
    }

    private static ByteStringCounter replaceRare(ByteStringCounter words, Alphabet alphabet) {
        ByteStringCounter types = new ByteStringCounter();
        byte[] buffer = new byte[1 << 10];
        for (int word = 0; word < words.size(); word++) {
            int longest = UNKNOWN_MARK.length * (words.end(word) - words.start(word));
            buffer = longest > buffer.length ? new byte[2 * longest] : buffer;
            int length = replaceRare(words, word, alphabet, buffer);
            types.add(buffer, 0, length, words.count(word));
        }
        return types;
    }

    private static int replaceRare(
            ByteStringCounter words, int word, Alphabet alphabet, byte[] buffer) {
        int length = 0;
        int at = words.start(word);
        while (at < words.end(word)) {
            int bytes = Utf8.length(words.pool()[at]);
            boolean known = alphabet.contains(Utf8.codePoint(words.pool(), at));
            byte[] source = known ? words.pool() : UNKNOWN_MARK;
            int copied = known ? bytes : UNKNOWN_MARK.length;
            System.arraycopy(source, known ? at : 0, buffer, length, copied);
            length += copied;
            at += bytes;
        }
        return length;
    }
}
