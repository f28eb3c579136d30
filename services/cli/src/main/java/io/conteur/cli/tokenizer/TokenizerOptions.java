package io.conteur.cli.tokenizer;

import io.conteur.cli.common.UsageException;
import io.conteur.cli.usage.NumberRange;
import io.conteur.tokenizer.model.TokenizerParameters;
import io.conteur.tokenizer.model.TokenizerParameters.Sample;
import io.conteur.tokenizer.model.TokenizerParameters.SpecialIds;
import io.conteur.tokenizer.model.TokenizerParameters.Split;
import picocli.CommandLine.Option;

/**
 * The training parameters under SentencePiece's names, with dashes. A boolean option takes {@code
 * true} or {@code false} and means {@code true} without a value, as in SentencePiece.
 */
final class TokenizerOptions {
    /** SentencePiece trains on no smaller sample. */
    private static final int MIN_SAMPLE_LINES = 101;

    @Option(
            names = "--vocab-size",
            defaultValue = "2500",
            description = "Pieces in all, from 1 to 1000000; default ${DEFAULT-VALUE}.")
    @NumberRange(min = 1, max = 1_000_000)
    private int vocabularySize = 2500;

    @Option(
            names = {"--symbols", "--user-defined-symbols"},
            defaultValue = "<sep>,<newline>",
            description =
                    "User-defined symbols, separated by commas; default ${DEFAULT-VALUE}, '' for none."
                            + " One that contains a comma stands in double quotes.")
    private String symbols = "<sep>,<newline>";

    @Option(
            names = "--control-symbols",
            defaultValue = "",
            description = "Control symbols, separated by commas; default none.")
    private String controlSymbols = "";

    @Option(
            names = "--character-coverage",
            defaultValue = "0.9995",
            description =
                    "Share of all characters that have pieces, from 0.98 to 1; default"
                            + " ${DEFAULT-VALUE}.")
    @NumberRange(min = 0.98, max = 1)
    private double characterCoverage = 0.9995;

    @Option(
            names = "--max-sentence-length",
            defaultValue = "2147483647",
            description =
                    "Bytes, from 1 to 2147483647; longer lines are skipped; default"
                            + " ${DEFAULT-VALUE}.")
    @NumberRange(min = 1, max = Integer.MAX_VALUE)
    private int maxSentenceBytes = Integer.MAX_VALUE;

    @Option(
            names = "--max-sentencepiece-length",
            defaultValue = "16",
            description =
                    "Characters of the longest piece, from 1 to 512; default ${DEFAULT-VALUE}.")
    @NumberRange(min = 1, max = 512)
    private int maxPieceLength = 16;

    @Option(
            names = "--pad-id",
            defaultValue = "0",
            description =
                    "Of padding, below --vocab-size; negative for none; default ${DEFAULT-VALUE}.")
    private int padId;

    @Option(
            names = "--unk-id",
            defaultValue = "1",
            description =
                    "Of unknown text, from 0 to below --vocab-size; default ${DEFAULT-VALUE}.")
    private int unkId = 1;

    @Option(
            names = "--bos-id",
            defaultValue = "2",
            description =
                    "Of the start, below --vocab-size; negative for none; default"
                            + " ${DEFAULT-VALUE}.")
    private int bosId = 2;

    @Option(
            names = "--eos-id",
            defaultValue = "3",
            description =
                    "Of the end, below --vocab-size; negative for none; default ${DEFAULT-VALUE}.")
    private int eosId = 3;

    @Option(
            names = "--split-by-unicode-script",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            defaultValue = "true",
            description = "No piece spans two scripts; default ${DEFAULT-VALUE}.")
    private boolean splitByUnicodeScript = true;

    @Option(
            names = "--split-by-number",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            defaultValue = "true",
            description = "No piece spans letters and digits; default ${DEFAULT-VALUE}.")
    private boolean splitByNumber = true;

    @Option(
            names = "--split-by-whitespace",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            defaultValue = "true",
            description = "No piece spans two words; default ${DEFAULT-VALUE}.")
    private boolean splitByWhitespace = true;

    @Option(
            names = "--split-digits",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Every digit is a piece of its own; default ${DEFAULT-VALUE}.")
    private boolean splitDigits;

    @Option(
            names = "--byte-fallback",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Spell unknown characters in bytes; default ${DEFAULT-VALUE}.")
    private boolean byteFallback;

    @Option(
            names = "--hard-vocab-limit",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            defaultValue = "true",
            description = "Fail when there are too few pieces; default ${DEFAULT-VALUE}.")
    private boolean hardVocabularyLimit = true;

    @Option(
            names = "--input-sentence-size",
            defaultValue = "0",
            description = "Lines to train on, 0 for all, or above 100; default ${DEFAULT-VALUE}.")
    @NumberRange(min = 0, max = Integer.MAX_VALUE)
    private int inputSentences;

    @Option(
            names = "--shuffle-input-sentence",
            arity = "0..1",
            paramLabel = "true|false",
            fallbackValue = "true",
            defaultValue = "true",
            description = "Sample lines at random instead of the first; default ${DEFAULT-VALUE}.")
    private boolean shuffleInput = true;

    /**
     * @throws UsageException for a wrong list of symbols or too small a sample
     * @throws io.conteur.tokenizer.model.TokenizerTrainingException for other wrong parameters
     */
    TokenizerParameters parameters() {
        if (inputSentences > 0 && inputSentences < MIN_SAMPLE_LINES) {
            throw new UsageException(
                    "--input-sentence-size must be 0, for all lines, or above 100, is "
                            + inputSentences);
        }
        return new TokenizerParameters(
                vocabularySize,
                new SpecialIds(padId, unkId, bosId, eosId),
                SymbolListParser.parse("--symbols", symbols),
                SymbolListParser.parse("--control-symbols", controlSymbols),
                characterCoverage,
                maxSentenceBytes,
                maxPieceLength,
                new Split(splitByUnicodeScript, splitByNumber, splitByWhitespace, splitDigits),
                byteFallback,
                hardVocabularyLimit,
                new Sample(inputSentences, shuffleInput));
    }
}
