package io.conteur.tokenizer;

import io.conteur.tokenizer.TrainingListener.Stage;
import io.conteur.tokenizer.counting.Alphabet;
import io.conteur.tokenizer.counting.AlphabetFilter;
import io.conteur.tokenizer.counting.CorpusCounter;
import io.conteur.tokenizer.counting.CountedCorpus;
import io.conteur.tokenizer.counting.WordCounts;
import io.conteur.tokenizer.merging.Merger;
import io.conteur.tokenizer.merging.PieceRules;
import io.conteur.tokenizer.merging.ScriptTable;
import io.conteur.tokenizer.model.ModelFile;
import io.conteur.tokenizer.model.ReservedPieces;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import io.conteur.tokenizer.piece.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Trains a SentencePiece BPE tokenizer: the same pieces with the same ids as SentencePiece 0.2.2
 * learns from the same corpus and parameters, for any number of threads. Only a random sample of
 * the lines is another one.
 */
public final class TokenizerTrainer {
    private final TokenizerParameters parameters;
    private final ReservedPieces reserved;
    private final TrainingListener listener;
    private final int threads;

    public TokenizerTrainer(TokenizerParameters parameters, TrainingListener listener) {
        this(parameters, listener, Runtime.getRuntime().availableProcessors());
    }

    TokenizerTrainer(TokenizerParameters parameters, TrainingListener listener, int threads) {
        this.parameters = parameters;
        this.reserved = new ReservedPieces(parameters);
        this.listener = listener;
        this.threads = threads;
    }

    /**
     * Trains on the lines of these files, plain or gzip, in this order. Memory grows with the
     * number of distinct words, not with the size of the files.
     *
     * @throws IOException naming a file that is missing or unreadable
     * @throws TokenizerTrainingException when this corpus does not yield a tokenizer with these
     *     parameters
     * @throws CancellationException when the listener returns false or the thread is interrupted
     */
    public TrainedTokenizer train(List<Path> files) throws IOException {
        return train(counter().count(files, threads));
    }

    /**
     * Trains on counts instead of texts: on files with lines of a text, a tab and how often it
     * occurs, as SentencePiece's {@code --input_format=tsv} takes them. Counts of several files are
     * added up, so that each part of a corpus can be counted apart, by {@link WordCountFile} or by
     * anything else that counts what is between spaces. The pieces are those of the texts, if
     * pieces do not cross white space and no symbol contains U+2581.
     */
    public TrainedTokenizer trainOnCounts(List<Path> counts) throws IOException {
        return train(counter().addUp(counts, threads));
    }

    private CorpusCounter counter() {
        return new CorpusCounter(parameters, reserved, done -> report(Stage.READING, done));
    }

    private TrainedTokenizer train(CountedCorpus corpus) {
        report(Stage.COUNTING, 0);
        Alphabet alphabet = new Alphabet(corpus.words(), parameters.characterCoverage());
        int merges = parameters.vocabularySize() - reserved.size() - alphabet.characters().size();
        requireRoom(merges);
        AlphabetFilter filter = new AlphabetFilter(alphabet);
        Merger merger = countPairs(filter.rewrite(corpus.takeWords()));
        Learned learned = learn(merger, merges, alphabet);
        return trained(
                learned, corpus.size(), new TokenCount(learned.tokens(), filter, parameters));
    }

    /** The result of merging; {@code tokens} counts those of the corpus. */
    private record Learned(Vocabulary vocabulary, long tokens) {}

    private Merger countPairs(WordCounts words) {
        // Ties are broken by this order: whole lines by first appearance, words by frequency.
        boolean wholeLines = !parameters.split().byWhitespace();
        int[] order = wholeLines ? words.byAppearance() : words.byFrequency();
        PieceRules rules = new PieceRules(parameters, ScriptTable.pinned());
        Merger merger = new Merger(words, order, rules, done -> report(Stage.COUNTING, done));
        report(Stage.COUNTING, 1);
        return merger;
    }

    private void requireRoom(int merges) {
        if (merges < 0) {
            throw new TokenizerTrainingException(
                    "the vocabulary size must be at least "
                            + (parameters.vocabularySize() - merges)
                            + " for the characters of this corpus, is "
                            + parameters.vocabularySize());
        }
    }

    private Learned learn(Merger merger, int merges, Alphabet alphabet) {
        List<String> pieces =
                new ArrayList<>(merger.merge(merges, done -> report(Stage.MERGING, done)));
        if (pieces.size() < merges && parameters.hardVocabularyLimit()) {
            throw new TokenizerTrainingException(
                    "the vocabulary size must be at most "
                            + (parameters.vocabularySize() - merges + pieces.size())
                            + " for this corpus, is "
                            + parameters.vocabularySize());
        }
        // Of the learned pieces, characters come after what was merged.
        alphabet.characters().forEach(character -> pieces.add(Character.toString(character)));
        return new Learned(reserved.vocabulary(pieces), merger.tokens());
    }

    private TrainedTokenizer trained(
            Learned learned, CountedCorpus.Size corpus, TokenCount tokens) {
        Vocabulary vocabulary = learned.vocabulary();
        return new TrainedTokenizer(
                ModelFile.of(parameters, vocabulary),
                vocabulary.text(),
                vocabulary.size(),
                (double) (corpus.bytes() - corpus.skippedBytes()) / tokens.all(),
                (double) tokens.unknown() / tokens.all(),
                corpus.lines(),
                corpus.skippedLines(),
                corpus.skippedBytes(),
                corpus.bytes());
    }

    private void report(Stage stage, double fraction) {
        if (!listener.progressed(stage, fraction) || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the training was cancelled");
        }
    }
}
