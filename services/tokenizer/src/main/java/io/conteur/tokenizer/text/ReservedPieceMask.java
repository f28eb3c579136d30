package io.conteur.tokenizer.text;

import io.conteur.tokenizer.piece.Piece;
import java.util.ArrayList;
import java.util.List;

/**
 * Replaces reserved pieces in normalised lines, by longest match, with one {@link #BOUNDARY} each,
 * so that no piece is learned across them.
 */
public final class ReservedPieceMask {
    /** A tab, as in SentencePiece; normalised text contains no other tab. */
    public static final byte BOUNDARY = '\t';

    private final SymbolMatcher pieces;

    public ReservedPieceMask(List<Piece> reserved) {
        List<String> texts = new ArrayList<>();
        for (Piece piece : reserved) {
            // In normalised lines a space stands for U+2581, so one with a real space cannot match.
            if (!piece.text().contains(" ")) {
                texts.add(piece.text().replace((char) Piece.SPACE, ' '));
            }
        }
        pieces = new SymbolMatcher(texts);
    }

    /** Masks a line in place and returns its new length. */
    public int mask(byte[] text, int length) {
        int at = firstPiece(text, length);
        int kept = at;
        while (at < length) {
            int piece = pieces.length(text, at, length);
            if (piece > 0) {
                text[kept++] = BOUNDARY;
                at += piece;
            } else {
                text[kept++] = text[at++];
            }
        }
        return kept;
    }

    private int firstPiece(byte[] text, int length) {
        SymbolMatcher matcher = pieces;
        int at = 0;
        while (at < length
                && (!matcher.begins(text[at]) || matcher.length(text, at, length) == 0)) {
            at++;
        }
        return at;
    }
}
