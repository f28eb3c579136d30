package io.conteur.tokenizer.text;

import io.conteur.tokenizer.piece.Piece;
import java.util.List;

/**
 * Takes the reserved pieces out of normalised lines: each longest match becomes one {@link #HOLE},
 * so that no word is learned across it.
 */
public final class SymbolMask {
    /** A tab; normalised text has none of its own. */
    public static final byte HOLE = '\t';

    private final SymbolMatcher symbols;

    public SymbolMask(List<Piece> reserved) {
        // A space stands for U+2581 in normalised lines; a true one never occurs in them.
        symbols =
                new SymbolMatcher(
                        reserved.stream()
                                .map(Piece::text)
                                .filter(text -> !text.contains(" "))
                                .map(text -> text.replace((char) Piece.SPACE, ' '))
                                .toList());
    }

    /** Masks a line in place and returns its new length. */
    public int mask(byte[] text, int length) {
        int at = firstSymbol(text, length);
        int kept = at;
        while (at < length) {
            int symbol = symbols.length(text, at, length);
            if (symbol > 0) {
                text[kept++] = HOLE;
                at += symbol;
            } else {
                text[kept++] = text[at++];
            }
        }
        return kept;
    }

    private int firstSymbol(byte[] text, int length) {
        SymbolMatcher matcher = symbols;
        int at = 0;
        while (at < length
                && (!matcher.begins(text[at]) || matcher.length(text, at, length) == 0)) {
            at++;
        }
        return at;
    }
}
