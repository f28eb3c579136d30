package io.conteur.tokenizertrainer;

import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerSettingsBuilder;
import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.TrainedTokenizer;
import io.conteur.tokenizer.TrainingListener.Stage;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerParameters.Sample;
import io.conteur.tokenizer.model.TokenizerParameters.Split;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Learns SentencePiece's byte pair encoding. */
final class SentencePieceLearner implements Learner {
    private static final int DEFAULT_VOCABULARY_SIZE = 2500;
    private static final TokenizerSettings DEFAULTS =
            settings(TokenizerParameters.defaults(DEFAULT_VOCABULARY_SIZE));

    @Override
    public TokenizerSettings complete(@Nullable TokenizerSettings asked) {
        return asked == null
                ? DEFAULTS
                : TokenizerSettingsBuilder.builder()
                        .vocabularySize(or(asked.vocabularySize(), DEFAULTS.vocabularySize()))
                        .symbols(or(asked.symbols(), DEFAULTS.symbols()))
                        .characterCoverage(
                                or(asked.characterCoverage(), DEFAULTS.characterCoverage()))
                        .maxSentenceLength(
                                or(asked.maxSentenceLength(), DEFAULTS.maxSentenceLength()))
                        .maxPieceLength(or(asked.maxPieceLength(), DEFAULTS.maxPieceLength()))
                        .splitByUnicodeScript(
                                or(asked.splitByUnicodeScript(), DEFAULTS.splitByUnicodeScript()))
                        .splitByNumber(or(asked.splitByNumber(), DEFAULTS.splitByNumber()))
                        .splitDigits(or(asked.splitDigits(), DEFAULTS.splitDigits()))
                        .byteFallback(or(asked.byteFallback(), DEFAULTS.byteFallback()))
                        .hardVocabularyLimit(
                                or(asked.hardVocabularyLimit(), DEFAULTS.hardVocabularyLimit()))
                        .inputSentenceSize(asked.inputSentenceSize())
                        .build();
    }

    @Override
    public Findings learn(
            List<Path> texts, TokenizerSettings settings, Path folder, Listener listener)
            throws IOException {
        try {
            TrainedTokenizer trained =
                    new TokenizerTrainer(
                                    parameters(settings),
                                    (stage, fraction) -> report(listener, stage, fraction))
                            .train(texts);
            trained.saveTo(folder);
            return findings(trained);
        } catch (TokenizerTrainingException e) {
            throw new RejectedException(Objects.requireNonNull(e.getMessage()), e);
        }
    }

    /** Reading takes half of the time, and merging almost all of the rest. */
    private static boolean report(Listener listener, Stage stage, double fraction) {
        switch (stage) {
            case READING -> listener.at("counting words", 0.5 * fraction);
            case COUNTING -> listener.at("counting pairs", 0.5 + 0.1 * fraction);
            case MERGING -> listener.at("merging pairs", 0.6 + 0.4 * fraction);
        }
        return true;
    }

    private static TokenizerSettings settings(TokenizerParameters parameters) {
        return TokenizerSettingsBuilder.builder()
                .vocabularySize(parameters.vocabularySize())
                .symbols(parameters.symbols())
                .characterCoverage(parameters.characterCoverage())
                .maxSentenceLength(parameters.maxSentenceLength())
                .maxPieceLength(parameters.maxPieceLength())
                .splitByUnicodeScript(parameters.split().byUnicodeScript())
                .splitByNumber(parameters.split().byNumber())
                .splitDigits(parameters.split().digits())
                .byteFallback(parameters.byteFallback())
                .hardVocabularyLimit(parameters.hardVocabularyLimit())
                .build();
    }

    private static TokenizerParameters parameters(TokenizerSettings settings) {
        TokenizerParameters defaults =
                TokenizerParameters.defaults(present(settings.vocabularySize()));
        return new TokenizerParameters(
                defaults.vocabularySize(),
                defaults.specialIds(),
                present(settings.symbols()),
                defaults.controlSymbols(),
                present(settings.characterCoverage()),
                present(settings.maxSentenceLength()),
                present(settings.maxPieceLength()),
                split(settings, defaults.split()),
                present(settings.byteFallback()),
                present(settings.hardVocabularyLimit()),
                sample(settings.inputSentenceSize()));
    }

    private static Sample sample(@Nullable Integer sentences) {
        return sentences == null ? Sample.ALL : new Sample(sentences, true);
    }

    private static Split split(TokenizerSettings settings, Split defaults) {
        return new Split(
                present(settings.splitByUnicodeScript()),
                present(settings.splitByNumber()),
                defaults.byWhitespace(),
                present(settings.splitDigits()));
    }

    private static Findings findings(TrainedTokenizer trained) {
        return new Findings(
                trained.vocabularySize(),
                trained.bytesPerToken(),
                trained.unknownRate(),
                trained.skippedLines(),
                trained.skippedBytes());
    }

    private static <T> @Nullable T or(@Nullable T asked, @Nullable T standard) {
        return asked == null ? standard : asked;
    }

    private static <T> T present(@Nullable T setting) {
        return Objects.requireNonNull(setting, "settings must be complete");
    }
}
