package io.conteur.tokenizer.piece;

/**
 * One entry of a vocabulary.
 *
 * @param score 0 for reserved pieces; else minus the rank, so that earlier merges win
 */
public record Piece(String text, float score, PieceType type) {
    public static final String UNKNOWN = "<unk>";
    public static final String START = "<s>";
    public static final String END = "</s>";
    public static final String PADDING = "<pad>";

    /** Stands for a space inside pieces. */
    public static final int SPACE = 0x2581;

    public static Piece reserved(String text, PieceType type) {
        return new Piece(text, 0, type);
    }

    /** The name of a byte's piece under byte fallback, such as {@code <0x0A>}. */
    public static String ofByte(int value) {
        return String.format("<0x%02X>", value);
    }
}
