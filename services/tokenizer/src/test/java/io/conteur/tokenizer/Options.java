package io.conteur.tokenizer;

import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerParameters.SpecialIds;
import io.conteur.tokenizer.model.TokenizerParameters.Split;
import java.util.List;

/** A builder of parameters for tests, starting from the defaults. */
public final class Options {
    private SpecialIds specialIds = new SpecialIds(0, 1, 2, 3);
    private int vocabularySize = 200;
    private List<String> symbols = List.of("<sep>", "<newline>");
    private List<String> controlSymbols = List.of();
    private double characterCoverage = 0.9995;
    private int maxSentenceLength = Integer.MAX_VALUE;
    private int maxPieceLength = 16;
    private boolean splitByUnicodeScript = true;
    private boolean splitByNumber = true;
    private boolean splitByWhitespace = true;
    private boolean splitDigits = false;
    private boolean byteFallback = false;
    private boolean hardVocabularyLimit = true;
    private TokenizerParameters.Sample sample = TokenizerParameters.Sample.ALL;

    Options sample(int sentences, boolean shuffled) {
        sample = new TokenizerParameters.Sample(sentences, shuffled);
        return this;
    }

    Options specialIds(int padding, int unknown, int start, int end) {
        specialIds = new SpecialIds(padding, unknown, start, end);
        return this;
    }

    public Options vocabularySize(int value) {
        vocabularySize = value;
        return this;
    }

    public Options symbols(List<String> value) {
        symbols = value;
        return this;
    }

    Options controlSymbols(List<String> value) {
        controlSymbols = value;
        return this;
    }

    Options characterCoverage(double value) {
        characterCoverage = value;
        return this;
    }

    Options maxSentenceLength(int value) {
        maxSentenceLength = value;
        return this;
    }

    Options maxPieceLength(int value) {
        maxPieceLength = value;
        return this;
    }

    Options splitByUnicodeScript(boolean value) {
        splitByUnicodeScript = value;
        return this;
    }

    Options splitByNumber(boolean value) {
        splitByNumber = value;
        return this;
    }

    Options splitByWhitespace(boolean value) {
        splitByWhitespace = value;
        return this;
    }

    Options splitDigits(boolean value) {
        splitDigits = value;
        return this;
    }

    public Options byteFallback(boolean value) {
        byteFallback = value;
        return this;
    }

    Options hardVocabularyLimit(boolean value) {
        hardVocabularyLimit = value;
        return this;
    }

    public TokenizerParameters build() {
        return new TokenizerParameters(
                vocabularySize,
                specialIds,
                symbols,
                controlSymbols,
                characterCoverage,
                maxSentenceLength,
                maxPieceLength,
                new Split(splitByUnicodeScript, splitByNumber, splitByWhitespace, splitDigits),
                byteFallback,
                hardVocabularyLimit,
                sample);
    }
}
