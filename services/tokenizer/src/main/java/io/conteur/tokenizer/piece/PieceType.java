package io.conteur.tokenizer.piece;

/** The type of a piece, with its number in SentencePiece's model format. */
public enum PieceType {
    NORMAL(1),
    UNKNOWN(2),
    CONTROL(3),
    USER_DEFINED(4),
    UNUSED(5),
    BYTE(6);

    public final int number;

    PieceType(int number) {
        this.number = number;
    }

    public static PieceType of(long number) {
        for (PieceType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        throw new IllegalArgumentException("no piece type has the number " + number);
    }
}
