package io.conteur.tokenizer;

/** What a piece is for; the numbers are those of SentencePiece's model format. */
enum PieceType {
    NORMAL(1),
    UNKNOWN(2),
    CONTROL(3),
    USER_DEFINED(4),
    UNUSED(5),
    BYTE(6);

    final int number;

    PieceType(int number) {
        this.number = number;
    }

    static PieceType of(long number) {
        for (PieceType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        throw new IllegalArgumentException("no piece type has the number " + number);
    }
}
