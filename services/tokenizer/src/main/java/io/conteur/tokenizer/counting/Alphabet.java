package io.conteur.tokenizer.counting;

import io.conteur.tokenizer.text.Normalizer;
import io.conteur.tokenizer.text.ReservedPieceMask;
import io.conteur.tokenizer.text.Utf8;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The characters that become pieces: the most frequent ones that together reach the requested
 * coverage of the corpus. Every other character, and every {@link ReservedPieceMask#BOUNDARY},
 * counts as {@link #UNKNOWN}.
 */
public final class Alphabet {
    /** Replaces characters outside the alphabet; lines that contain it are skipped. */
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

    /** Code points by descending frequency, equally frequent ones in ascending order. */
    public List<Integer> characters() {
        return characters;
    }

    boolean contains(int character) {
        return known.get(character);
    }

    private void cover(List<Integer> byFrequency, CharacterCounts counts, float coverage) {
        for (int character : byFrequency) {
            if ((float) ((double) covered / total) >= coverage) {
                return;
            }
            covered += counts.count(character);
            if (character != ReservedPieceMask.BOUNDARY) {
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
                counts.add(Normalizer.character(pool, at), words.count(word));
                at += Utf8.length(pool[at]);
            }
        }
        counts.clear(0); // SentencePiece does not count U+0000.
        return counts;
    }

    /** Counts by code point, in pages that are allocated when used: a corpus has few of them. */
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

        void clear(int character) {
            add(character, -count(character));
        }
    }
}
