package io.conteur.tokenizer;

import java.util.List;

/**
 * How a tokenizer is trained; names and meanings are SentencePiece's.
 *
 * @param vocabularySize pieces, special ones included
 * @param specialIds ids of the padding, unknown, start and end pieces
 * @param symbols user-defined symbols, kept whole wherever they stand
 * @param controlSymbols pieces that no text yields
 * @param characterCoverage share of the corpus's characters that the alphabet must cover
 * @param maxSentenceLength bytes; longer lines are skipped
 * @param maxPieceLength code points
 * @param split where pieces may not reach across
 * @param byteFallback spell unknown characters in UTF-8 bytes
 * @param hardVocabularyLimit fail, rather than make do with fewer pieces, when the corpus has too
 *     few
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
        boolean hardVocabularyLimit) {
    /** Ids; a negative one leaves its piece out, but the unknown piece must be. */
    public record SpecialIds(int padding, int unknown, int start, int end) {}

    /** Boundaries that no piece crosses. */
    public record Split(
            boolean byUnicodeScript, boolean byNumber, boolean byWhitespace, boolean digits) {}

    public static final String SEPARATOR = "<sep>";
    public static final String NEWLINE = "<newline>";

    public TokenizerParameters {
        symbols = List.copyOf(symbols);
        controlSymbols = List.copyOf(controlSymbols);
        require(vocabularySize >= 1, "the vocabulary size must be positive, is " + vocabularySize);
        require(specialIds.unknown >= 0, "the unknown piece must have an id");
        require(
                characterCoverage > 0 && characterCoverage <= 1,
                "the character coverage must be above 0 and at most 1, is " + characterCoverage);
        require(
                maxSentenceLength >= 1,
                "the longest sentence must be at least 1 byte, is " + maxSentenceLength);
        require(
                maxPieceLength >= 1 && maxPieceLength <= 512,
                "the longest piece must have 1 to 512 characters, has " + maxPieceLength);
    }

    /** What a storyteller needs: no line is skipped, and separator and line break are symbols. */
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
                true);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new TokenizerTrainingException(message);
        }
    }
}
