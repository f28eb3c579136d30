package io.conteur.events.training;

import io.conteur.events.EventChecks;
import io.conteur.events.WithBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Options of tokenizer training; absent ones take their defaults. Names and meanings are
 * SentencePiece's.
 *
 * @param vocabularySize pieces, symbols included
 * @param symbols user-defined symbols, kept whole
 * @param characterCoverage share of the corpus's characters that the alphabet must cover
 * @param maxSentenceLength bytes; longer lines are skipped
 * @param maxPieceLength code points
 * @param inputSentenceSize lines to train on, sampled evenly over the corpus; all when absent
 */
@WithBuilder
public record TokenizerSettings(
        @Nullable Integer vocabularySize,
        @Nullable List<String> symbols,
        @Nullable Double characterCoverage,
        @Nullable Integer maxSentenceLength,
        @Nullable Integer maxPieceLength,
        @Nullable Boolean splitByUnicodeScript,
        @Nullable Boolean splitByNumber,
        @Nullable Boolean splitDigits,
        @Nullable Boolean byteFallback,
        @Nullable Boolean hardVocabularyLimit,
        @Nullable Integer inputSentenceSize) {
    public TokenizerSettings {
        EventChecks.between(vocabularySize, 16, 1_000_000, "/vocabularySize");
        EventChecks.between(characterCoverage, 0.98, 1, "/characterCoverage");
        EventChecks.between(maxSentenceLength, 1, Integer.MAX_VALUE, "/maxSentenceLength");
        EventChecks.between(maxPieceLength, 1, 512, "/maxPieceLength");
        EventChecks.between(inputSentenceSize, 1, Integer.MAX_VALUE, "/inputSentenceSize");
        symbols = symbols == null ? null : List.copyOf(symbols);
        EventChecks.between(symbols == null ? null : symbols.size(), 0, 1000, "/symbols");
    }

    /** Every setting at its default but the vocabulary size. */
    public static TokenizerSettings ofVocabularySize(@Nullable Integer vocabularySize) {
        return TokenizerSettingsBuilder.builder().vocabularySize(vocabularySize).build();
    }
}
