package io.conteur.tokenizer.model;

import io.conteur.tokenizer.piece.Piece;
import io.conteur.tokenizer.piece.PieceType;

/** Which special pieces can be produced by encoding a text that contains their spelling. */
public enum SpellablePieces {
    /** As in SentencePiece: all user-defined symbols. */
    LITERAL {
        @Override
        Piece nativePiece(Piece piece, boolean startsFromCharacters) {
            // Newer releases of SentencePiece also match a control piece of one character.
            return startsFromCharacters
                            && piece.type() == PieceType.CONTROL
                            && isOneCharacter(piece)
                    ? new Piece(piece.text(), 0, PieceType.NORMAL)
                    : piece;
        }
    },

    /**
     * No control pieces, and of the user-defined symbols only {@code <newline>} and those of one
     * character, which cannot be spelled in another way. Any other symbol is encoded as ordinary
     * text.
     */
    GUARDED {
        @Override
        Piece nativePiece(Piece piece, boolean startsFromCharacters) {
            if (piece.type() != PieceType.CONTROL && !isGuarded(piece)) {
                return piece;
            }
            // Native code would match a single character to the control piece with that text.
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
     * The piece that native code gets instead of this one, with the same id.
     *
     * @param startsFromCharacters segmentation starts from single characters, as in BPE but not in
     *     a unigram model
     */
    abstract Piece nativePiece(Piece piece, boolean startsFromCharacters);

    private static boolean isOneCharacter(Piece piece) {
        return piece.text().codePointCount(0, piece.text().length()) == 1;
    }
}
