package io.conteur.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the reserved pieces out of normalised lines: each longest match becomes one {@link #HOLE},
 * so that no word is learned across it.
 */
final class SymbolMask {
    /** A tab; normalised text has none of its own. */
    static final byte HOLE = '\t';

    private final byte[][][] symbolsByFirst = new byte[256][][];

    SymbolMask(List<Piece> reserved) {
        List<byte[]> symbols = new ArrayList<>();
        for (Piece piece : reserved) {
            // A space stands for U+2581 in normalised lines; a true one never occurs in them.
            if (!piece.text().contains(" ")) {
                String text = piece.text().replace((char) Piece.SPACE, ' ');
                symbols.add(text.getBytes(StandardCharsets.UTF_8));
            }
        }
        symbols.sort((one, other) -> Integer.compare(other.length, one.length));
        symbols.forEach(this::add);
    }

    /** Masks a line in place and returns its new length. */
    int mask(byte[] text, int length) {
        int at = firstSymbol(text, length);
        int kept = at;
        while (at < length) {
            int symbol = symbolLength(text, at, length);
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
        byte[][][] symbols = symbolsByFirst;
        int at = 0;
        while (at < length
                && (symbols[text[at] & 0xFF] == null || symbolLength(text, at, length) == 0)) {
            at++;
        }
        return at;
    }

    private int symbolLength(byte[] text, int at, int length) {
        byte[][] candidates = symbolsByFirst[text[at] & 0xFF];
        if (candidates == null) {
            return 0;
        }
        for (byte[] symbol : candidates) {
            if (begins(symbol, text, at, length)) {
                return symbol.length;
            }
        }
        return 0;
    }

    private static boolean begins(byte[] symbol, byte[] text, int at, int length) {
        if (symbol.length > length - at) {
            return false;
        }
        for (int i = 0; i < symbol.length; i++) {
            if (symbol[i] != text[at + i]) {
                return false;
            }
        }
        return true;
    }

    private void add(byte[] symbol) {
        int first = symbol[0] & 0xFF;
        byte[][] before = symbolsByFirst[first];
        int count = before == null ? 0 : before.length;
        byte[][] after = new byte[count + 1][];
        if (before != null) {
            System.arraycopy(before, 0, after, 0, count);
        }
        after[count] = symbol;
        symbolsByFirst[first] = after;
    }
}
