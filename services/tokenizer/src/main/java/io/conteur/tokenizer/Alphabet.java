package io.conteur.tokenizer;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * The characters that get pieces of their own: the most frequent ones, until they cover the wanted
 * share of the corpus. Every other character, and every hole, is {@link #UNKNOWN}.
 */
final class Alphabet {
    /** Stands for whatever the alphabet lacks; no line of a corpus may hold it. */
    static final int UNKNOWN = 0x2585;

    private final List<Integer> characters = new ArrayList<>();
    private final BitSet known = new BitSet();
    private long covered;
    private long total;

    Alphabet(WordCounts words, double coverage) {
        long[] counts = countCharacters(words);
        List<Integer> byFrequency = new ArrayList<>();
        for (int character = 0; character < counts.length; character++) {
            if (counts[character] > 0) {
                byFrequency.add(character);
                total += counts[character];
            }
        }
        byFrequency.sort(Comparator.comparingLong(character -> -counts[character]));
        cover(byFrequency, counts, (float) coverage);
    }

    /** Code points, most frequent first, lower ones first among equals. */
    List<Integer> characters() {
        return characters;
    }

    boolean knows(int character) {
        return known.get(character);
    }

    /** The character at a place of a word, whose spaces stand for U+2581. */
    static int character(byte[] text, int at) {
        return text[at] == ' ' ? Piece.SPACE : Utf8.codePoint(text, at);
    }

    private void cover(List<Integer> byFrequency, long[] counts, float coverage) {
        for (int character : byFrequency) {
            if ((float) ((double) covered / total) >= coverage) {
                return;
            }
            covered += counts[character];
            if (character != SymbolMask.HOLE) {
                characters.add(character);
                known.set(character);
            }
        }
    }

    private static long[] countCharacters(WordCounts words) {
        long[] counts = new long[Character.MAX_CODE_POINT + 1];
        byte[] pool = words.pool();
        for (int word = 0; word < words.size(); word++) {
            int at = words.start(word);
            while (at < words.end(word)) {
                counts[character(pool, at)] += words.count(word);
                at += Utf8.length(pool[at]);
            }
        }
        counts[0] = 0; // a zero byte is no character to SentencePiece
        return counts;
    }
}
