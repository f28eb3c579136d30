package io.conteur.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;

/**
 * Byte-pair encoding: again and again, the most frequent pair of neighbours within a word becomes
 * one symbol and a piece (Sennrich et al., 2016). Overlapping occurrences all count, as in
 * SentencePiece 0.2.2.
 */
final class PairMerger {
    /** A slot whose symbol was merged into its left neighbour. */
    private static final int MERGED = -1;

    /** A slot between words. */
    private static final int BOUNDARY = -2;

    /** The value of a pair that cannot be a piece, or is one already. */
    private static final int DEAD = -1;

    private static final int REPORT_EVERY = 64;

    private final PieceRules rules;
    private final Symbols symbols = new Symbols();
    private final PairTable pairs = new PairTable();
    private final PairHeap heap = new PairHeap(symbols);
    private final List<Integer> created = new ArrayList<>();
    private final int unknown;
    private final long[] counts;
    private int[] slots = {};
    private int[] wordOf = {};

    PairMerger(WordTypes words, PieceRules rules) {
        this.rules = rules;
        this.unknown = symbols.addCharacter(Utf8.UNKNOWN_MARK);
        this.counts = new long[words.size()];
        lay(words);
        for (int i = 1; i < slots.length; i++) {
            count(i - 1, i);
        }
    }

    /** Merges until so many pieces are found, or no pair is left. */
    List<String> merge(int wanted, DoubleConsumer progress) {
        List<String> pieces = new ArrayList<>();
        Set<String> known = new HashSet<>();
        while (pieces.size() < wanted) {
            created.forEach(heap::add);
            created.clear();
            int best = heap.poll();
            if (best < 0) {
                break;
            }
            pairs.put(symbols.left(best), symbols.right(best), DEAD);
            String text = symbols.text(best);
            // The same text by another pair of symbols adds no piece and stays as it is.
            if (known.add(text)) {
                pieces.add(text);
                merge(best);
                if (pieces.size() % REPORT_EVERY == 0) {
                    progress.accept((double) pieces.size() / wanted);
                }
            }
        }
        return pieces;
    }

    /** Tokens of the corpus as it is merged now. */
    long tokens() {
        long tokens = 0;
        for (int i = 0; i < slots.length; i++) {
            tokens += slots[i] >= 0 ? counts[wordOf[i]] : 0;
        }
        return tokens;
    }

    /** Lays the characters of all words into slots, with a boundary before, between and after. */
    private void lay(WordTypes words) {
        Map<Integer, Integer> characters = new HashMap<>();
        characters.put(Utf8.UNKNOWN_MARK, unknown);
        slots = new int[1 << 12];
        wordOf = new int[1 << 12];
        slots[0] = BOUNDARY;
        int used = 1;
        for (int word = 0; word < words.size(); word++) {
            counts[word] = words.count(word);
            int[] codePoints = words.codePoints(word);
            if (used + codePoints.length + 1 > slots.length) {
                int more = Math.max(2 * slots.length, used + codePoints.length + 1);
                slots = Arrays.copyOf(slots, more);
                wordOf = Arrays.copyOf(wordOf, more);
            }
            for (int codePoint : codePoints) {
                wordOf[used] = word;
                slots[used++] = characters.computeIfAbsent(codePoint, symbols::addCharacter);
            }
            slots[used++] = BOUNDARY;
        }
        slots = Arrays.copyOf(slots, used);
        wordOf = Arrays.copyOf(wordOf, used);
    }

    private void merge(int best) {
        for (int l : symbols.takePlaces(best)) {
            if (slots[l] != symbols.left(best)) {
                continue;
            }
            int r = next(l);
            if (r < 0 || slots[r] != symbols.right(best)) {
                continue;
            }
            int before = previous(l);
            int after = next(r);
            discount(before, l);
            discount(r, after);
            slots[l] = best;
            slots[r] = MERGED;
            count(before, l);
            count(l, after);
        }
    }

    private void count(int l, int r) {
        int pair = pairAt(l, r);
        if (pair >= 0) {
            symbols.addOccurrence(pair, l, counts[wordOf[l]]);
        }
    }

    private void discount(int l, int r) {
        if (l >= 0 && r >= 0) {
            int pair = pairs.find(slots[l], slots[r]);
            if (pair >= 0) {
                symbols.removeOccurrence(pair, counts[wordOf[l]]);
            }
        }
    }

    /** The pair that two neighbouring slots hold, made when new; negative when there is none. */
    private int pairAt(int l, int r) {
        if (l < 0 || r < 0 || slots[l] < 0 || slots[r] < 0) {
            return DEAD;
        }
        if (slots[l] == unknown || slots[r] == unknown) {
            return DEAD;
        }
        int pair = pairs.find(slots[l], slots[r]);
        if (pair == PairTable.ABSENT) {
            pair = symbols.addPair(slots[l], slots[r], rules);
            pairs.put(slots[l], slots[r], pair);
            if (pair >= 0) {
                created.add(pair);
            }
        }
        return pair;
    }

    private int next(int slot) {
        int at = slot + 1;
        while (slots[at] == MERGED) {
            at++;
        }
        return slots[at] == BOUNDARY ? -1 : at;
    }

    private int previous(int slot) {
        int at = slot - 1;
        while (slots[at] == MERGED) {
            at--;
        }
        return slots[at] == BOUNDARY ? -1 : at;
    }
}
