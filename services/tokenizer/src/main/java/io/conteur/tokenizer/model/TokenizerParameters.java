package io.conteur.tokenizer.model;

import io.conteur.tokenizer.piece.Piece;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The parameters of a training. Names and meanings are SentencePiece's.
 *
 * @param vocabularySize pieces, reserved ones included; 1 to 1,000,000
 * @param specialIds ids of the padding, unknown, start and end pieces
 * @param symbols user-defined symbols: always one token, wherever a text contains them
 * @param controlSymbols pieces that encoding a text never produces
 * @param characterCoverage share of the corpus's characters that the alphabet must cover
 * @param maxSentenceLength bytes; longer lines are skipped
 * @param maxPieceLength code points
 * @param split boundaries that no piece crosses
 * @param byteFallback add 256 byte pieces, which encode unknown characters
 * @param hardVocabularyLimit fail when the corpus yields too few pieces, instead of training a
 *     smaller vocabulary
 * @param sample which lines of the corpus are used
 */
public record TokenizerParameters(
        int vocabularySize,
        SpecialIds specialIds,
        List<String> symbols,
        List<String> controlSymbols,
        double characterCoverage,
        int maxSentenceLength,
        int maxPieceLength,
        Split split,
        boolean byteFallback,
        boolean hardVocabularyLimit,
        Sample sample) {
    /** Ids; a negative one omits its piece. The unknown piece is required. */
    public record SpecialIds(int padding, int unknown, int start, int end) {
        private List<Integer> all() {
            return List.of(padding, unknown, start, end);
        }
    }

    /**
     * Boundaries that no piece crosses.
     *
     * @param byNumber digits count as a script of their own
     * @param digits each digit is a piece of its own
     */
    public record Split(
            boolean byUnicodeScript, boolean byNumber, boolean byWhitespace, boolean digits) {}

    /**
     * A sample of the corpus.
     *
     * @param sentences lines to train on; 0 for all
     * @param shuffled uniformly at random with a fixed seed; otherwise the first lines
     */
    public record Sample(int sentences, boolean shuffled) {
        public static final Sample ALL = new Sample(0, true);
    }

    private static final double MIN_COVERAGE = 0.98;
    private static final int MAX_SYMBOL_LENGTH = 10_000;

    public static final String SEPARATOR = "<sep>";
    public static final String NEWLINE = "<newline>";

    /**
     * Validates all that does not depend on a corpus.
     *
     * @throws TokenizerTrainingException naming the parameter and what would be right
     */
    public TokenizerParameters {
        between(vocabularySize, 1, 1_000_000, "the vocabulary size");
        between(specialIds.unknown, 0, vocabularySize - 1, "the id of the unknown piece");
        between(maxSentenceLength, 1, Integer.MAX_VALUE, "the longest sentence in bytes");
        between(maxPieceLength, 1, 512, "the characters of the longest piece");
        require(
                characterCoverage >= MIN_COVERAGE && characterCoverage <= 1,
                "the character coverage must be from 0.98 to 1, is " + characterCoverage);
        between(sample.sentences, 0, Integer.MAX_VALUE, "the lines to sample");
        checkIds(specialIds.all(), vocabularySize);
        symbols = List.copyOf(symbols);
        controlSymbols = List.copyOf(controlSymbols);
        Set<String> seen = new HashSet<>();
        controlSymbols.forEach(symbol -> checkSymbol(symbol, seen));
        symbols.forEach(symbol -> checkSymbol(symbol, seen));
        if (byteFallback) {
            seen.forEach(TokenizerParameters::checkIsNotByte);
        }
        require(
                SanitizedModel.nested(symbols) <= SanitizedModel.MAX_NESTED_SYMBOLS,
                "more than "
                        + SanitizedModel.MAX_NESTED_SYMBOLS
                        + " symbols begin with one another");
    }

    /** SentencePiece's defaults, but without a limit on line length, and with the two symbols. */
    public static TokenizerParameters defaults(int vocabularySize) {
        return new TokenizerParameters(
                vocabularySize,
                new SpecialIds(0, 1, 2, 3),
                List.of(SEPARATOR, NEWLINE),
                List.of(),
                0.9995,
                Integer.MAX_VALUE,
                16,
                new Split(true, true, true, false),
                false,
                true,
                Sample.ALL);
    }

    /** The same parameters with another limit on line length, in bytes. */
    public TokenizerParameters withMaxSentenceLength(int maxSentenceLength) {
        return new TokenizerParameters(
                vocabularySize,
                specialIds,
                symbols,
                controlSymbols,
                characterCoverage,
                maxSentenceLength,
                maxPieceLength,
                split,
                byteFallback,
                hardVocabularyLimit,
                sample);
    }

    private static void checkIds(List<Integer> ids, int vocabularySize) {
        Set<Integer> seen = new HashSet<>();
        for (int id : ids) {
            require(
                    id < vocabularySize,
                    "ids of special pieces must be below the vocabulary size "
                            + vocabularySize
                            + ", one is "
                            + id);
            require(id < 0 || seen.add(id), "two special pieces have the id " + id);
        }
    }

    private static void checkSymbol(String symbol, Set<String> seen) {
        require(
                !symbol.isEmpty() && StandardCharsets.UTF_8.newEncoder().canEncode(symbol),
                "a symbol must have characters, and whole ones");
        require(symbol.indexOf('\0') < 0, "a symbol cannot hold the character U+0000");
        require(
                symbol.length() <= MAX_SYMBOL_LENGTH,
                "a symbol has at most "
                        + MAX_SYMBOL_LENGTH
                        + " characters, one has "
                        + symbol.length());
        require(!symbol.equals(Piece.UNKNOWN), "the unknown piece cannot be a symbol: " + symbol);
        require(seen.add(symbol), "the symbol " + symbol + " is given twice");
    }

    private static void checkIsNotByte(String symbol) {
        require(
                !symbol.matches("<0x[0-9A-F]{2}>"),
                "the symbol " + symbol + " is the piece of a byte under byte fallback");
    }

    private static void between(int value, int min, int max, String name) {
        require(
                value >= min && value <= max,
                name + " must be between " + min + " and " + max + ", is " + value);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new TokenizerTrainingException(message);
        }
    }
}
