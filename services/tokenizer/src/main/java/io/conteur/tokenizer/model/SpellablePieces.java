package io.conteur.tokenizer.model;

import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;

/** Which pieces a text can spell. */
public enum SpellablePieces {
    /** All that SentencePiece lets it spell: user-defined symbols are found as they stand. */
    LITERAL {
        @Override
        Piece nativePiece(Piece piece, boolean wholeTextIsSplit) {
            // Newer releases of SentencePiece find a control piece of one character, too.
            return wholeTextIsSplit && piece.type() == PieceType.CONTROL && isOneCharacter(piece)
                    ? new Piece(piece.text(), 0, PieceType.NORMAL)
                    : piece;
        }
    },

    /**
     * No control piece, and of the user-defined symbols only {@code <newline>} and those of one
     * character, which has no other spelling. Any other symbol is encoded as its letters.
     */
    GUARDED {
        @Override
        Piece nativePiece(Piece piece, boolean wholeTextIsSplit) {
            if (piece.type() != PieceType.CONTROL && !isGuarded(piece)) {
                return piece;
            }
            // Native code takes a single character for the control piece of this text.
            String text = isOneCharacter(piece) ? "\u0001control " + piece.text() : piece.text();
            return Piece.reserved(text, PieceType.CONTROL);
        }

        private boolean isGuarded(Piece piece) {
            return piece.type() == PieceType.USER_DEFINED
                    && !isOneCharacter(piece)
                    && !piece.text().equals(TokenizerParameters.NEWLINE);
        }
    };

    /**
     * What native code gets in place of a piece, under the same id.
     *
     * @param wholeTextIsSplit into characters first, which is not so in a unigram model
     */
    abstract Piece nativePiece(Piece piece, boolean wholeTextIsSplit);

    private static boolean isOneCharacter(Piece piece) {
        return piece.text().codePointCount(0, piece.text().length()) == 1;
    }
}
