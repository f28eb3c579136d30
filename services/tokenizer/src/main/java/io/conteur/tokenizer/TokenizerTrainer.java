package io.conteur.tokenizer;

import io.conteur.tokenizer.TrainingListener.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Trains a SentencePiece BPE tokenizer: the same pieces under the same ids as SentencePiece 0.2.2
 * gives for the same corpus and parameters, whatever the number of cores.
 */
public final class TokenizerTrainer {
    private final TokenizerParameters parameters;
    private final TrainingListener listener;
    private final SpecialPieces special;

    /**
     * Checks the parameters.
     *
     * @throws TokenizerTrainingException when they contradict each other
     */
    public TokenizerTrainer(TokenizerParameters parameters, TrainingListener listener) {
        this.parameters = parameters;
        this.listener = listener;
        this.special = new SpecialPieces(parameters);
    }

    /**
     * Trains on the lines of text files, those ending in {@code .gz} unpacked. Memory grows with
     * the distinct words, not with the corpus.
     *
     * @throws TokenizerTrainingException when the corpus and the parameters do not go together
     * @throws IOException when a file cannot be read
     */
    public TrainedTokenizer train(List<Path> files) throws IOException {
        Charsmap charsmap = Charsmap.nmtNfkc();
        WordCount.Result corpus = count(files, charsmap);
        if (corpus.words().size() == 0) {
            throw new TokenizerTrainingException(
                    "the corpus has no text"
                            + (corpus.skippedLines() == 0
                                    ? ""
                                    : "; all " + corpus.skippedLines() + " lines were skipped"));
        }
        Alphabet alphabet = Alphabet.of(corpus.words(), parameters.characterCoverage());
        requireRoom(alphabet);
        PairMerger merger =
                new PairMerger(new WordTypes(corpus.words(), alphabet), new PieceRules(parameters));
        List<String> pieces = learn(merger, alphabet);
        return trained(pieces, new Facts(corpus, alphabet, merger.tokens()), charsmap);
    }

    private WordCount.Result count(List<Path> files, Charsmap charsmap) throws IOException {
        List<byte[]> texts = special.texts();
        return new WordCount(
                        parameters.maxSentenceLength(),
                        () ->
                                new LineNormalizer(
                                        charsmap, texts, parameters.split().byWhitespace()))
                .count(files, fraction -> report(Stage.COUNTING, fraction));
    }

    private void requireRoom(Alphabet alphabet) {
        int least = alphabet.size() + special.count();
        if (least > parameters.vocabularySize()) {
            throw new TokenizerTrainingException(
                    "the vocabulary size must be at least "
                            + least
                            + " for the characters of this corpus, is "
                            + parameters.vocabularySize());
        }
    }

    private List<String> learn(PairMerger merger, Alphabet alphabet) {
        int wanted = parameters.vocabularySize() - special.count() - alphabet.size();
        List<String> pieces =
                new ArrayList<>(merger.merge(wanted, fraction -> report(Stage.MERGING, fraction)));
        if (pieces.size() < wanted && parameters.hardVocabularyLimit()) {
            throw new TokenizerTrainingException(
                    "the vocabulary size must be at most "
                            + (parameters.vocabularySize() - wanted + pieces.size())
                            + " for this corpus, is "
                            + parameters.vocabularySize());
        }
        alphabet.codePoints().forEach(codePoint -> pieces.add(Character.toString(codePoint)));
        return pieces;
    }

    private record Facts(WordCount.Result corpus, Alphabet alphabet, long tokens) {}

    private TrainedTokenizer trained(List<String> pieces, Facts facts, Charsmap charsmap) {
        List<ModelFile.Entry> entries = ModelFile.entries(special.byId(), pieces);
        return new TrainedTokenizer(
                ModelFile.model(entries, parameters, charsmap),
                ModelFile.vocabulary(entries),
                entries.size(),
                (double) facts.corpus.bytes() / facts.tokens,
                (double) facts.alphabet.unknownCharacters() / facts.tokens,
                facts.corpus.lines(),
                facts.corpus.skippedLines(),
                facts.corpus.skippedBytes());
    }

    private void report(Stage stage, double fraction) {
        if (!listener.progressed(stage, fraction)) {
            throw new CancellationException("the training was stopped");
        }
    }
}
