package io.conteur.tokenizer.counting;

import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.text.SymbolMask;
import io.conteur.tokenizer.text.Utf8;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The characters that get pieces of their own: the most frequent ones, until they cover the wanted
 * share of the corpus. Every other character, and every hole, is {@link #UNKNOWN}.
 */
public final class Alphabet {
    /** Stands for whatever the alphabet lacks; no line of a corpus may hold it. */
    public static final int UNKNOWN = 0x2585;

    private final List<Integer> characters = new ArrayList<>();
    private final BitSet known = new BitSet();
    private long covered;
    private long total;

    public Alphabet(WordCounts words, double coverage) {
        CharacterCounts counts = countCharacters(words);
        List<Integer> byFrequency = new ArrayList<>();
        for (int character = 0; character <= Character.MAX_CODE_POINT; character++) {
            if (counts.count(character) > 0) {
                byFrequency.add(character);
                total += counts.count(character);
            }
        }
        byFrequency.sort((one, other) -> Long.compare(counts.count(other), counts.count(one)));
        cover(byFrequency, counts, (float) coverage);
    }

    /** Code points, most frequent first, lower ones first among equals. */
    public List<Integer> characters() {
        return characters;
    }

    boolean knows(int character) {
        return known.get(character);
    }

    /** The character at a place of a word, whose spaces stand for U+2581. */
    public static int character(byte[] text, int at) {
        return text[at] == ' ' ? Piece.SPACE : Utf8.codePoint(text, at);
    }

    private void cover(List<Integer> byFrequency, CharacterCounts counts, float coverage) {
        for (int character : byFrequency) {
            if ((float) ((double) covered / total) >= coverage) {
                return;
            }
            covered += counts.count(character);
            if (character != SymbolMask.HOLE) {
                characters.add(character);
                known.set(character);
            }
        }
    }

    private static CharacterCounts countCharacters(WordCounts words) {
        CharacterCounts counts = new CharacterCounts();
        byte[] pool = words.pool();
        for (int word = 0; word < words.size(); word++) {
            int at = words.start(word);
            while (at < words.end(word)) {
                counts.add(character(pool, at), words.count(word));
                at += Utf8.length(pool[at]);
            }
        }
        counts.forget(0); // a zero byte is no character to SentencePiece
        return counts;
    }

    /** Pages of counts, since most of Unicode is in no corpus. */
    private static final class CharacterCounts {
        private static final int PAGE = 256;

        private final long[][] pages = new long[Character.MAX_CODE_POINT / PAGE + 1][];

        long count(int character) {
            long[] page = pages[character / PAGE];
            return page == null ? 0 : page[character % PAGE];
        }

        void add(int character, long count) {
            int page = character / PAGE;
            if (pages[page] == null) {
                pages[page] = new long[PAGE];
            }
            pages[page][character % PAGE] += count;
        }

        void forget(int character) {
            add(character, -count(character));
        }
    }
}
