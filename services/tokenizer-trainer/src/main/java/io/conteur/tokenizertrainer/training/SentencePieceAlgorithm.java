package io.conteur.tokenizertrainer.training;

import io.conteur.events.training.TokenizerSettings;
import io.conteur.events.training.TokenizerSettingsBuilder;
import io.conteur.tokenizer.TokenizerTrainer;
import io.conteur.tokenizer.TrainedTokenizer;
import io.conteur.tokenizer.TrainingListener.Stage;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerParameters.Sample;
import io.conteur.tokenizer.model.TokenizerParameters.Split;
import io.conteur.tokenizer.model.TokenizerTrainingException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Byte pair encoding as <a href="https://arxiv.org/abs/1808.06226">SentencePiece</a> trains it. */
public final class SentencePieceAlgorithm implements TokenizerAlgorithm {
    private static final int DEFAULT_VOCABULARY_SIZE = 2500;
    private static final TokenizerSettings DEFAULTS =
            settings(TokenizerParameters.defaults(DEFAULT_VOCABULARY_SIZE));

    @Override
    public TokenizerSettings complete(@Nullable TokenizerSettings requested) {
        return requested == null
                ? DEFAULTS
                : TokenizerSettingsBuilder.builder()
                        .vocabularySize(
                                orElse(requested.vocabularySize(), DEFAULTS.vocabularySize()))
                        .symbols(orElse(requested.symbols(), DEFAULTS.symbols()))
                        .characterCoverage(
                                orElse(requested.characterCoverage(), DEFAULTS.characterCoverage()))
                        .maxSentenceLength(
                                orElse(requested.maxSentenceLength(), DEFAULTS.maxSentenceLength()))
                        .maxPieceLength(
                                orElse(requested.maxPieceLength(), DEFAULTS.maxPieceLength()))
                        .splitByUnicodeScript(
                                orElse(
                                        requested.splitByUnicodeScript(),
                                        DEFAULTS.splitByUnicodeScript()))
                        .splitByNumber(orElse(requested.splitByNumber(), DEFAULTS.splitByNumber()))
                        .splitDigits(orElse(requested.splitDigits(), DEFAULTS.splitDigits()))
                        .byteFallback(orElse(requested.byteFallback(), DEFAULTS.byteFallback()))
                        .hardVocabularyLimit(
                                orElse(
                                        requested.hardVocabularyLimit(),
                                        DEFAULTS.hardVocabularyLimit()))
                        .inputSentenceSize(requested.inputSentenceSize())
                        .build();
    }

    /** No symbol may reach across words, and a sample is one of lines. */
    @Override
    public boolean takesCounts(TokenizerSettings settings) {
        return settings.inputSentenceSize() == null
                && present(settings.symbols()).stream()
                        .noneMatch(symbol -> symbol.indexOf('\u2581') >= 0);
    }

    @Override
    public TrainingReport train(
            Input input, TokenizerSettings settings, Path folder, Listener listener)
            throws IOException {
        try {
            TokenizerTrainer trainer =
                    new TokenizerTrainer(
                            parameters(settings),
                            (stage, fraction) -> tell(listener, stage, fraction));
            TrainedTokenizer trained =
                    input.counts()
                            ? trainer.trainOnCounts(input.files())
                            : trainer.train(input.files());
            trained.saveTo(folder);
            return new TrainingReport(
                    trained.vocabularySize(),
                    trained.bytesPerToken(),
                    trained.unknownRate(),
                    trained.skippedLines() + input.skippedLines(),
                    trained.skippedBytes() + input.skippedBytes());
        } catch (TokenizerTrainingException e) {
            throw JobEndedException.rejected(Objects.requireNonNull(e.getMessage()));
        }
    }

    /** Reading takes about half of the time, and merging most of the rest. */
    private static boolean tell(Listener listener, Stage stage, double fraction) {
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

    private static <T> @Nullable T orElse(@Nullable T requested, @Nullable T fallback) {
        return requested == null ? fallback : requested;
    }

    private static <T> T present(@Nullable T setting) {
        return Objects.requireNonNull(setting, "settings must be complete");
    }
}
