package io.conteur.tokenizer;

/** UTF-8 without strings. */
final class Utf8 {
    /** Marks the start of a word, where text has a space. */
    static final int SPACE_MARK = 0x2581;

    /** Stands for a character outside the alphabet. */
    static final int UNKNOWN_MARK = 0x2585;

    /** Stands for a special piece within a sentence. */
    static final int SPECIAL_MARK = '\t';

    private Utf8() {}

    /** Bytes of the valid character at {@code from}, or 0 when the bytes there are none. */
    static int validLength(byte[] bytes, int from, int to) {
        int first = bytes[from] & 0xff;
        int length = length(first);
        if (first >= 0x80 && first < 0xc2 || first > 0xf4 || length > to - from) {
            return 0;
        }
        for (int i = 1; i < length; i++) {
            if ((bytes[from + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        int codePoint = codePoint(bytes, from);
        boolean overlong = length == 3 && codePoint < 0x800 || length == 4 && codePoint < 0x10000;
        boolean surrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
        return overlong || surrogate || codePoint > 0x10ffff ? 0 : length;
    }

    /** Bytes of the character that starts with this byte. */
    static int length(int firstByte) {
        int first = firstByte & 0xff;
        return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    }

    /** The character at {@code from} of valid UTF-8. */
    static int codePoint(byte[] bytes, int from) {
        int first = bytes[from] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int second = bytes[from + 1] & 0x3f;
        if (first < 0xe0) {
            return (first & 0x1f) << 6 | second;
        }
        int third = bytes[from + 2] & 0x3f;
        if (first < 0xf0) {
            return (first & 0xf) << 12 | second << 6 | third;
        }
        return (first & 7) << 18 | second << 12 | third << 6 | bytes[from + 3] & 0x3f;
    }

    /** Whether the three bytes at {@code at} are this character of the range U+2580 to U+25BF. */
    static boolean isMark(byte[] bytes, int at, int to, int mark) {
        return at + 2 < to
                && bytes[at] == (byte) 0xe2
                && bytes[at + 1] == (byte) 0x96
                && bytes[at + 2] == (byte) (0x80 | mark & 0x3f);
    }
}
