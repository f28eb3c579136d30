package io.conteur.tokenizer.text;

import io.conteur.tokenizer.piece.Piece;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Normalises lines of UTF-8 as SentencePiece does: longest-match rules, but symbols as they stand,
 * and spaces as the {@link Normalization} says. A space stands for U+2581 in the result; invalid
 * bytes become U+FFFD. Keeps one line at a time; not for several threads.
 */
public final class Normalizer {
    private static final byte[] REPLACEMENT_CHARACTER = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    private static final byte[] ESCAPED_SPACE = {(byte) 0xE2, (byte) 0x96, (byte) 0x81};

    private final Normalization normalization;
    private final SymbolMatcher symbols;

    /** Characters that stay as they are unless a character beyond ASCII follows. */
    private final boolean[] plain = new boolean[256];

    private byte[] text = new byte[1 << 12];
    private int length;

    /** Nothing but spaces was read: nothing is left of them, not even an added one. */
    private boolean blank;

    public Normalizer(Normalization normalization, SymbolMatcher symbols) {
        this.normalization = normalization;
        this.symbols = symbols;
        // No standard rule begins with a printable ASCII character that another one follows.
        boolean standard = normalization.equals(Normalization.STANDARD);
        for (int value = ' '; value < 0x7F; value++) {
            plain[value] = standard && !symbols.begins((byte) value);
        }
    }

    /** The normalised line's bytes; those after its length mean nothing. */
    public byte[] text() {
        return text;
    }

    /** Normalises a line and returns the result's length in bytes; 0 when nothing is left. */
    public int normalize(byte[] line, int from, int to) {
        length = 0;
        blank = normalization.removesExtraSpaces();
        if (from == to) {
            return 0;
        }
        addSpace(!normalization.spaceBehind());
        int at = from;
        while (at < to) {
            int plainEnd = plainEnd(line, at, to);
            copy(line, at, plainEnd);
            at = plainEnd < to ? replace(line, plainEnd, to) : to;
        }
        if (normalization.removesExtraSpaces()) {
            removeSpacesBehind();
        }
        addSpace(normalization.spaceBehind() && !blank);
        return length;
    }

    /** The normalised text of UTF-8, spaces escaped. */
    public String normalize(byte[] utf8) {
        int bytes = normalize(utf8, 0, utf8.length);
        String normalized = new String(text, 0, bytes, StandardCharsets.UTF_8);
        return normalization.escapesSpaces()
                ? normalized.replace(' ', (char) Piece.SPACE)
                : normalized;
    }

    private void addSpace(boolean here) {
        if (here && normalization.addsSpace()) {
            put((byte) ' ');
        }
    }

    private int plainEnd(byte[] line, int from, int to) {
        boolean[] stays = plain;
        int at = from;
        while (at < to && stays[line[at] & 0xFF]) {
            at++;
        }
        return at > from && at < to && line[at] < 0 ? at - 1 : at;
    }

    private void copy(byte[] line, int from, int to) {
        reserve(to - from);
        byte[] target = text;
        int end = length;
        for (int at = from; at < to; at++) {
            byte value = line[at];
            if (value != ' ' || target[end - 1] != ' ') {
                target[end++] = value;
            }
        }
        length = end;
    }

    private int replace(byte[] line, int at, int to) {
        int symbol = symbols.length(line, at, to);
        if (symbol > 0) {
            append(line, at, at + symbol);
            return at + symbol;
        }
        Charsmap charsmap = normalization.charsmap();
        long rule = charsmap == null ? 0 : charsmap.find(line, at, to);
        if (charsmap != null && rule != 0) {
            byte[] replacements = charsmap.replacements();
            int start = (int) (rule >>> 32);
            append(replacements, start, end(replacements, start));
            return at + (int) rule;
        }
        int valid = Utf8.validLength(line, at, to);
        if (valid == 0) {
            append(REPLACEMENT_CHARACTER, 0, REPLACEMENT_CHARACTER.length);
            return at + 1;
        }
        append(line, at, at + valid);
        return at + valid;
    }

    private void append(byte[] bytes, int from, int to) {
        blank &= to - from == 1 && bytes[from] == ' ';
        int at = from;
        if (normalization.removesExtraSpaces() && (length == 0 || text[length - 1] == ' ')) {
            while (at < to && bytes[at] == ' ') {
                at++;
            }
        }
        while (at < to) {
            put(bytes[at++]);
        }
    }

    private void removeSpacesBehind() {
        int space = spaceBehind();
        while (space > 0) {
            length -= space;
            space = spaceBehind();
        }
    }

    /** The bytes of the space that the text ends in; 0 when it ends in none. */
    private int spaceBehind() {
        if (length > 0 && text[length - 1] == ' ') {
            return 1;
        }
        int from = length - ESCAPED_SPACE.length;
        boolean escaped =
                normalization.escapesSpaces()
                        && from >= 0
                        && Arrays.equals(
                                text, from, length, ESCAPED_SPACE, 0, ESCAPED_SPACE.length);
        return escaped ? ESCAPED_SPACE.length : 0;
    }

    private void put(byte value) {
        reserve(1);
        text[length++] = value;
    }

    private void reserve(int bytes) {
        if (length > text.length - bytes) {
            text = Arrays.copyOf(text, Math.max(2 * text.length, length + bytes));
        }
    }

    private static int end(byte[] replacements, int start) {
        int end = start;
        while (replacements[end] != 0) {
            end++;
        }
        return end;
    }
}
