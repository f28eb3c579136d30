package io.conteur.httpapi.format;

/** The text of a tokenizer's pieces, one by one. */
final class Pieces {
    private static final char WORD_BOUNDARY = '\u2581';
    private static final String NEWLINE = "<newline>";

    private Pieces() {}

    /** The text that a piece stands for. */
    static String text(String piece) {
        return piece.equals(NEWLINE) ? "\n" : piece.replace(WORD_BOUNDARY, ' ');
    }
}
