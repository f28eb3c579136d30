package io.conteur.tokenizer.text;

import io.conteur.tokenizer.piece.Piece;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Normalises lines of UTF-8 as SentencePiece does: replaces by the longest matching rule, leaves
 * user-defined symbols unchanged, and treats spaces as the {@link Normalization} says. In the
 * result a space stands for U+2581; invalid bytes become U+FFFD. Reuses its buffer for each line;
 * not thread-safe.
 */
public final class Normalizer {
    private static final byte[] REPLACEMENT_CHARACTER = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};
    private static final byte[] ESCAPED_SPACE = {(byte) 0xE2, (byte) 0x96, (byte) 0x81};

    private final Normalization normalization;
    private final SymbolMatcher symbols;

    /** Bytes that are copied unchanged unless a non-ASCII character follows. */
    private final boolean[] plain = new boolean[256];

    private byte[] text = new byte[1 << 12];
    private int length;

    /** Only spaces were read so far; a blank line normalises to nothing, without a dummy prefix. */
    private boolean blank;

    public Normalizer(Normalization normalization, SymbolMatcher symbols) {
        this.normalization = normalization;
        this.symbols = symbols;
        // No standard rule matches two printable ASCII characters.
        boolean standard = normalization.isStandard();
        for (int value = ' '; value < 0x7F; value++) {
            plain[value] = standard && !symbols.begins((byte) value);
        }
    }

    /** The buffer; only as many bytes as {@link #normalize} returned are valid. */
    public byte[] text() {
        return text;
    }

    /** The code point at an offset of the buffer, in which a space stands for U+2581. */
    public static int character(byte[] text, int at) {
        return text[at] == ' ' ? Piece.SPACE : Utf8.codePoint(text, at);
    }

    /**
     * Normalises a line into the buffer, without escaping spaces, and returns its length in bytes,
     * which can be 0.
     */
    public int normalize(byte[] line, int from, int to) {
        length = 0;
        blank = normalization.removeExtraWhitespaces();
        if (from == to) {
            return 0;
        }
        addDummySpace(!normalization.whitespaceAsSuffix());
        int at = from;
        while (at < to) {
            int plainEnd = plainEnd(line, at, to);
            copy(line, at, plainEnd);
            at = plainEnd < to ? replace(line, plainEnd, to) : to;
        }
        if (normalization.removeExtraWhitespaces()) {
            removeTrailingSpaces();
        }
        addDummySpace(normalization.whitespaceAsSuffix() && !blank);
        return length;
    }

    /** Normalises UTF-8, with spaces escaped if the normalisation says so. */
    public String normalize(byte[] utf8) {
        int bytes = normalize(utf8, 0, utf8.length);
        String normalized = new String(text, 0, bytes, StandardCharsets.UTF_8);
        return normalization.escapeWhitespaces()
                ? normalized.replace(' ', (char) Piece.SPACE)
                : normalized;
    }

    private void addDummySpace(boolean here) {
        if (here && normalization.addDummyPrefix()) {
            put((byte) ' ');
        }
    }

    private int plainEnd(byte[] line, int from, int to) {
        boolean[] isPlain = plain;
        int at = from;
        while (at < to && isPlain[line[at] & 0xFF]) {
            at++;
        }
        return at > from && at < to && line[at] < 0 ? at - 1 : at;
    }

    private void copy(byte[] line, int from, int to) {
        ensureCapacity(to - from);
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
        if (normalization.removeExtraWhitespaces() && (length == 0 || text[length - 1] == ' ')) {
            while (at < to && bytes[at] == ' ') {
                at++;
            }
        }
        while (at < to) {
            put(bytes[at++]);
        }
    }

    private void removeTrailingSpaces() {
        int space = trailingSpaceBytes();
        while (space > 0) {
            length -= space;
            space = trailingSpaceBytes();
        }
    }

    /** The length of a trailing space, escaped or not; 0 when there is none. */
    private int trailingSpaceBytes() {
        if (length > 0 && text[length - 1] == ' ') {
            return 1;
        }
        int from = length - ESCAPED_SPACE.length;
        boolean escaped =
                normalization.escapeWhitespaces()
                        && from >= 0
                        && Arrays.equals(
                                text, from, length, ESCAPED_SPACE, 0, ESCAPED_SPACE.length);
        return escaped ? ESCAPED_SPACE.length : 0;
    }

    private void put(byte value) {
        ensureCapacity(1);
        text[length++] = value;
    }

    private void ensureCapacity(int bytes) {
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
