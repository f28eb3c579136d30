package io.conteur.tokenizer;

import io.conteur.tokenizer.counting.AlphabetFilter;
import io.conteur.tokenizer.model.TokenizerParameters;

/**
 * The corpus's tokens, counted from the state at the end of training. Encoding may differ slightly:
 * it can build a piece from pairs that training did not merge.
 */
record TokenCount(long all, long unknown) {
    TokenCount(long learnedTokens, AlphabetFilter filter, TokenizerParameters parameters) {
        this(
                learnedTokens
                        + filter.reservedPieces()
                        + (parameters.byteFallback()
                                ? filter.unknownBytes()
                                : filter.unknownRuns()),
                parameters.byteFallback() ? 0 : filter.unknownRuns());
    }
}
