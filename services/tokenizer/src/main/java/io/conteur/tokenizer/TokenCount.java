package io.conteur.tokenizer;

import io.conteur.tokenizer.counting.AlphabetFilter;
import io.conteur.tokenizer.model.TokenizerParameters;

/**
 * How many tokens a corpus has, as its training left it; the little that encoding does otherwise
 * (pieces that several pairs make) is not in it.
 */
record TokenCount(long all, long unknown) {
    TokenCount(long learned, AlphabetFilter filter, TokenizerParameters parameters) {
        this(
                learned
                        + filter.symbols()
                        + (parameters.byteFallback()
                                ? filter.unknownBytes()
                                : filter.unknownRuns()),
                parameters.byteFallback() ? 0 : filter.unknownRuns());
    }
}
