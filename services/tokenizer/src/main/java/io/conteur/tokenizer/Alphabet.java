package io.conteur.tokenizer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The characters that get a piece of their own: the most frequent ones that together make up the
 * wanted share of the corpus.
 */
final class Alphabet {
    private final Map<Integer, Long> required = new LinkedHashMap<>();
    private long specialPieces;
    private long unknownCharacters;

    private record Counted(int codePoint, long count) {}

    static Alphabet of(ByteStringCounter words, double characterCoverage) {
        Alphabet alphabet = new Alphabet();
        Map<Integer, Long> counts = counts(words);
        alphabet.specialPieces = counts.getOrDefault(Utf8.SPECIAL_MARK, 0L);
        alphabet.choose(counts, (float) characterCoverage);
        return alphabet;
    }

    /** Most frequent first, then by code point. */
    Iterable<Integer> codePoints() {
        return required.keySet();
    }

    int size() {
        return required.size();
    }

    boolean contains(int codePoint) {
        return required.containsKey(codePoint);
    }

    /** How often a special piece stood in the corpus. */
    long specialPieces() {
        return specialPieces;
    }

    /** How many characters of the corpus are outside the alphabet. */
    long unknownCharacters() {
        return unknownCharacters;
    }

    private void choose(Map<Integer, Long> counts, float coverage) {
        long total = counts.values().stream().mapToLong(Long::longValue).sum();
        long covered = 0;
        for (Counted character : ordered(counts)) {
            // In double, then rounded to float, as SentencePiece computes it.
            boolean enough = (float) (1.0 * covered / total) >= coverage;
            if (!enough) {
                covered += character.count;
            }
            if (character.codePoint != Utf8.SPECIAL_MARK) {
                if (enough) {
                    unknownCharacters += character.count;
                } else {
                    required.put(character.codePoint, character.count);
                }
            }
        }
    }

    private static List<Counted> ordered(Map<Integer, Long> counts) {
        List<Counted> ordered = new ArrayList<>();
        counts.forEach((codePoint, count) -> ordered.add(new Counted(codePoint, count)));
        ordered.sort(
                Comparator.comparingLong((Counted c) -> -c.count)
                        .thenComparingInt(Counted::codePoint));
        return ordered;
    }

    private static Map<Integer, Long> counts(ByteStringCounter words) {
        long[] low = new long[0x3000];
        Map<Integer, Long> counts = new HashMap<>();
        for (int word = 0; word < words.size(); word++) {
            int at = words.start(word);
            while (at < words.end(word)) {
                int codePoint = Utf8.codePoint(words.pool(), at);
                at += Utf8.length(words.pool()[at]);
                if (codePoint < low.length) {
                    low[codePoint] += words.count(word);
                } else {
                    counts.merge(codePoint, words.count(word), Long::sum);
                }
            }
        }
        for (int i = 1; i < low.length; i++) {
            if (low[i] > 0 && i != ' ') {
                counts.put(i, low[i]);
            }
        }
        return counts;
    }
}
