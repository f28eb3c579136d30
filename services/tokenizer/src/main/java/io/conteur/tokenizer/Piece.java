package io.conteur.tokenizer;

/**
 * One entry of a vocabulary.
 *
 * @param score 0 for reserved pieces; else minus the rank, so that earlier merges win
 */
record Piece(String text, float score, PieceType type) {
    static final String UNKNOWN = "<unk>";
    static final String START = "<s>";
    static final String END = "</s>";
    static final String PADDING = "<pad>";

    /** Stands for a space inside pieces. */
    static final int SPACE = 0x2581;

    static Piece reserved(String text, PieceType type) {
        return new Piece(text, 0, type);
    }

    /** The name of a byte's piece under byte fallback, such as {@code <0x0A>}. */
    static String ofByte(int value) {
        return String.format("<0x%02X>", value);
    }
}
