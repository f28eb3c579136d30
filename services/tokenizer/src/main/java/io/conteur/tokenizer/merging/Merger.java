package io.conteur.tokenizer.merging;

import io.conteur.tokenizer.counting.Alphabet;
import io.conteur.tokenizer.counting.WordCounts;
import io.conteur.tokenizer.text.Utf8;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;

/**
 * Learns pieces: merges the most frequent pair of neighbouring symbols, everywhere, again and
 * again. Counts are kept exact by taking each merge's neighbours out and putting them back.
 */
public final class Merger {
    private static final int FORBIDDEN = -2;
    private static final int REPORTED = 1 << 18;

    private final PieceRules rules;
    private final SymbolTable symbols = new SymbolTable();
    private final PairIndex pairs = new PairIndex();
    private final MergeQueue candidates = new MergeQueue(symbols);
    private final Map<Integer, Integer> characterSymbols = new HashMap<>();
    private final WordSequence words;
    private final PairOccurrences occurrences;
    private final int[] text;
    private final int unknown;
    private int offered;

    /**
     * @param progress hears the fraction of the corpus whose pairs are counted; throws to stop
     */
    public Merger(WordCounts corpus, int[] order, PieceRules rules, DoubleConsumer progress) {
        this.rules = rules;
        this.text = new int[2 * rules.maxLength()];
        this.unknown = characterSymbol(Alphabet.UNKNOWN);
        this.words = spell(corpus, order);
        this.occurrences = new PairOccurrences(words.length());
        this.offered = symbols.size();
        countPairs(progress);
        offerCreated();
    }

    /** At most so many pieces, best first; fewer when nothing is left to merge. */
    public List<String> merge(int wanted, DoubleConsumer progress) {
        List<String> pieces = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        while (pieces.size() < wanted) {
            int best = candidates.takeBest();
            if (best < 0) {
                return pieces;
            }
            // Of several pairs that give the same string, the first is merged and no other.
            if (seen.add(symbols.text(best))) {
                pieces.add(symbols.text(best));
                mergeAll(best);
                report(pieces.size(), wanted, progress);
            }
        }
        return pieces;
    }

    /** Known symbols that the corpus now consists of; unknown characters are not among them. */
    public long tokens() {
        long tokens = 0;
        long inWord = 0;
        for (int place = 0; place < words.length(); place++) {
            if (words.endsWord(place)) {
                tokens += inWord * words.count(place);
                inWord = 0;
            } else if (words.holdsSymbol(place) && words.symbol(place) != unknown) {
                inWord++;
            }
        }
        return tokens;
    }

    private void countPairs(DoubleConsumer progress) {
        long count = 0;
        for (int place = 1; place < words.length(); place++) {
            if (place % REPORTED == 0) {
                progress.accept((double) place / words.length());
            }
            if (words.holdsSymbol(place)) {
                boolean first = !words.holdsSymbol(place - 1);
                count = first ? words.count(place) : count;
                found(place, words.after(place), count);
            }
        }
    }

    private static void report(int done, int wanted, DoubleConsumer progress) {
        if (done == wanted || done % (wanted / 100 + 1) == 0) {
            progress.accept((double) done / wanted);
        }
    }

    private void mergeAll(int pair) {
        int left = occurrences.first(pair);
        while (left != WordSequence.NONE) {
            occurrences.remove(pair, left);
            mergeAt(left, words.after(left), pair);
            left = occurrences.first(pair);
        }
        offerCreated();
    }

    private void mergeAt(int left, int right, int pair) {
        int before = words.before(left);
        int after = words.after(right);
        long count = words.count(right);
        lost(before, left, count);
        lost(right, after, count);
        words.merge(left, right, pair);
        found(before, left, count);
        found(left, after, count);
    }

    private void lost(int left, int right, long count) {
        if (left == WordSequence.NONE || right == WordSequence.NONE) {
            return;
        }
        int pair = pairs.find(words.symbol(left), words.symbol(right));
        if (pair >= 0) {
            symbols.add(pair, -count);
            occurrences.remove(pair, left);
        }
    }

    private void found(int left, int right, long count) {
        if (left == WordSequence.NONE || right == WordSequence.NONE) {
            return;
        }
        int pair = pair(words.symbol(left), words.symbol(right));
        if (pair >= 0) {
            symbols.add(pair, count);
            occurrences.add(pair, left);
        }
    }

    private int pair(int left, int right) {
        if (left == unknown || right == unknown) {
            return FORBIDDEN;
        }
        int pair = pairs.find(left, right);
        if (pair != PairIndex.ABSENT) {
            return pair;
        }
        pair = create(left, right);
        pairs.put(left, right, pair);
        return pair;
    }

    private int create(int left, int right) {
        int length = symbols.copy(left, text, 0);
        length += symbols.copy(right, text, length);
        if (!rules.allow(text, length)) {
            return FORBIDDEN;
        }
        return symbols.addPair(left, right);
    }

    /** Pairs become candidates once their counts are complete. */
    private void offerCreated() {
        while (offered < symbols.size()) {
            candidates.add(offered++);
        }
    }

    private WordSequence spell(WordCounts corpus, int[] order) {
        WordSequence spelled = new WordSequence(characters(corpus), order.length);
        byte[] pool = corpus.pool();
        for (int rank = 0; rank < order.length; rank++) {
            int at = corpus.start(order[rank]);
            while (at < corpus.end(order[rank])) {
                spelled.add(characterSymbol(Alphabet.character(pool, at)));
                at += Utf8.length(pool[at]);
            }
            spelled.end(rank, corpus.count(order[rank]));
        }
        return spelled;
    }

    private static int characters(WordCounts corpus) {
        int characters = 0;
        int to = corpus.size() == 0 ? 0 : corpus.end(corpus.size() - 1);
        for (int at = 0; at < to; at++) {
            characters += (corpus.pool()[at] & 0xC0) == 0x80 ? 0 : 1;
        }
        return characters;
    }

    private int characterSymbol(int character) {
        return characterSymbols.computeIfAbsent(character, symbols::addCharacter);
    }
}
