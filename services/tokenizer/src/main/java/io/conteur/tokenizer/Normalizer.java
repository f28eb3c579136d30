package io.conteur.tokenizer;

import java.util.Arrays;

/**
 * Normalises lines of UTF-8 as SentencePiece does: longest-match rules, runs of spaces made one,
 * none at the end and exactly one in front. A space stands for U+2581 in the result; invalid bytes
 * become U+FFFD. Keeps one line at a time; not for several threads.
 */
final class Normalizer {
    private static final byte[] REPLACEMENT_CHARACTER = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private final Charsmap rules;
    private byte[] text = new byte[1 << 12];
    private int length;

    Normalizer(Charsmap rules) {
        this.rules = rules;
    }

    /** The normalised line's bytes; those after its length mean nothing. */
    byte[] text() {
        return text;
    }

    /** Normalises a line and returns the result's length in bytes; 0 when nothing is left. */
    int normalize(byte[] line, int from, int to) {
        length = 0;
        put((byte) ' ');
        int at = from;
        while (at < to) {
            int plainEnd = plainEnd(line, at, to);
            copy(line, at, plainEnd);
            at = plainEnd < to ? replace(line, plainEnd, to) : to;
        }
        while (length > 0 && text[length - 1] == ' ') {
            length--;
        }
        return length;
    }

    /** No rule begins with a printable ASCII character that another ASCII character follows. */
    private static int plainEnd(byte[] line, int from, int to) {
        int at = from;
        while (at < to && line[at] >= ' ' && line[at] < 0x7F) {
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
        long rule = rules.find(line, at, to);
        if (rule != 0) {
            byte[] replacements = rules.replacements();
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
        int at = from;
        while (at < to && bytes[at] == ' ' && text[length - 1] == ' ') {
            at++;
        }
        while (at < to) {
            put(bytes[at++]);
        }
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
