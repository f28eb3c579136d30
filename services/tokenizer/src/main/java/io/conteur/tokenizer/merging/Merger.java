package io.conteur.tokenizer.merging;

import io.conteur.tokenizer.counting.Alphabet;
import io.conteur.tokenizer.counting.WordCounts;
import io.conteur.tokenizer.text.Normalizer;
import io.conteur.tokenizer.text.Utf8;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;

/**
 * Byte pair encoding: repeatedly replaces all occurrences of the most frequent pair of adjacent
 * symbols by a new symbol, which becomes a piece. A pair has the number of the symbol that it would
 * become; one that must not become a piece is rejected. Pair counts stay exact: each merge removes
 * the two neighbouring pairs that it breaks and adds the two that it creates.
 */
public final class Merger {
    private static final int REJECTED = -2;
    private static final int REPORT_INTERVAL = 1 << 18;

    private final PieceRules rules;
    private final SymbolTable symbols = new SymbolTable();
    private final PairIndex pairs = new PairIndex();
    private final MergeQueue queue = new MergeQueue(symbols);
    private final Map<Integer, Integer> characterSymbols = new HashMap<>();
    private final WordSequence words;
    private final PairOccurrences occurrences;
    private final int[] text;
    private final int unknown;
    private int enqueued;

    /**
     * Counts all pairs of a corpus.
     *
     * @param progress is told the fraction of the corpus whose pairs are counted; throws to cancel
     */
    public Merger(WordCounts corpus, int[] order, PieceRules rules, DoubleConsumer progress) {
        this.rules = rules;
        this.text = new int[2 * rules.maxLength()];
        this.unknown = characterSymbol(Alphabet.UNKNOWN);
        this.words = toSequence(corpus, order);
        this.occurrences = new PairOccurrences(words.length());
        this.enqueued = symbols.size();
        countPairs(progress);
        enqueueCreated();
    }

    /** Learns up to {@code limit} pieces, best first; fewer when no pair is left to merge. */
    public List<String> merge(int limit, DoubleConsumer progress) {
        List<String> pieces = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        while (pieces.size() < limit) {
            int best = queue.poll();
            if (best < 0) {
                return pieces;
            }
            // Several pairs can spell the same string; only the first of them is merged.
            if (seen.add(symbols.text(best))) {
                pieces.add(symbols.text(best));
                mergeAll(best);
                report(pieces.size(), limit, progress);
            }
        }
        return pieces;
    }

    /** The symbols of the corpus in its current state, unknown characters excluded. */
    public long tokens() {
        long tokens = 0;
        long tokensOfWord = 0;
        for (int position = 0; position < words.length(); position++) {
            if (words.endsWord(position)) {
                tokens += tokensOfWord * words.count(position);
                tokensOfWord = 0;
            } else if (words.isSymbol(position) && words.symbol(position) != unknown) {
                tokensOfWord++;
            }
        }
        return tokens;
    }

    private void countPairs(DoubleConsumer progress) {
        long count = 0;
        for (int position = 1; position < words.length(); position++) {
            if (position % REPORT_INTERVAL == 0) {
                progress.accept((double) position / words.length());
            }
            if (words.isSymbol(position)) {
                boolean first = !words.isSymbol(position - 1);
                count = first ? words.count(position) : count;
                addPair(position, words.next(position), count);
            }
        }
    }

    private static void report(int done, int limit, DoubleConsumer progress) {
        if (done == limit || done % (limit / 100 + 1) == 0) {
            progress.accept((double) done / limit);
        }
    }

    private void mergeAll(int pair) {
        int left = occurrences.first(pair);
        while (left != WordSequence.NONE) {
            occurrences.remove(pair, left);
            mergeAt(left, words.next(left), pair);
            left = occurrences.first(pair);
        }
        enqueueCreated();
    }

    private void mergeAt(int left, int right, int pair) {
        int previous = words.previous(left);
        int next = words.next(right);
        long count = words.count(right);
        removePair(previous, left, count);
        removePair(right, next, count);
        words.merge(left, right, pair);
        addPair(previous, left, count);
        addPair(left, next, count);
    }

    private void removePair(int left, int right, long count) {
        if (left == WordSequence.NONE || right == WordSequence.NONE) {
            return;
        }
        int pair = pairs.find(words.symbol(left), words.symbol(right));
        if (pair >= 0) {
            symbols.add(pair, -count);
            occurrences.remove(pair, left);
        }
    }

    private void addPair(int left, int right, long count) {
        if (left == WordSequence.NONE || right == WordSequence.NONE) {
            return;
        }
        int pair = pairOf(words.symbol(left), words.symbol(right));
        if (pair >= 0) {
            symbols.add(pair, count);
            occurrences.add(pair, left);
        }
    }

    private int pairOf(int left, int right) {
        if (left == unknown || right == unknown) {
            return REJECTED;
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
        int length = symbols.copyCodePoints(left, text, 0);
        length += symbols.copyCodePoints(right, text, length);
        if (!rules.allow(text, length)) {
            return REJECTED;
        }
        return symbols.addPair(left, right);
    }

    /** Queues the pairs created since the last call; only now are their counts complete. */
    private void enqueueCreated() {
        while (enqueued < symbols.size()) {
            queue.add(enqueued++);
        }
    }

    private WordSequence toSequence(WordCounts corpus, int[] order) {
        WordSequence sequence = new WordSequence(characters(corpus), order.length);
        byte[] pool = corpus.pool();
        for (int rank = 0; rank < order.length; rank++) {
            int at = corpus.start(order[rank]);
            while (at < corpus.end(order[rank])) {
                sequence.add(characterSymbol(Normalizer.character(pool, at)));
                at += Utf8.length(pool[at]);
            }
            sequence.end(rank, corpus.count(order[rank]));
        }
        return sequence;
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
