package io.conteur.tokenizer.piece;

/**
 * One entry of a vocabulary.
 *
 * @param score 0 for reserved pieces, minus the rank for learned ones: a higher score is merged
 *     first
 */
public record Piece(String text, float score, PieceType type) {
    public static final String UNKNOWN = "<unk>";
    public static final String START = "<s>";
    public static final String END = "</s>";
    public static final String PADDING = "<pad>";

    /** The meta symbol that represents a space in pieces. */
    public static final int SPACE = 0x2581;

    public static Piece reserved(String text, PieceType type) {
        return new Piece(text, 0, type);
    }

    /** The text of a byte's piece under byte fallback, such as {@code <0x0A>}. */
    public static String ofByte(int value) {
        return String.format("<0x%02X>", value);
    }
}
