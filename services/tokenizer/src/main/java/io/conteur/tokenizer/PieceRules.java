package io.conteur.tokenizer;

import java.lang.Character.UnicodeScript;

/** Which strings may be a piece. */
final class PieceRules {
    private final int maxLength;
    private final TokenizerParameters.Split split;

    PieceRules(TokenizerParameters parameters) {
        this.maxLength = parameters.maxPieceLength();
        this.split = parameters.split();
    }

    int maxLength() {
        return maxLength;
    }

    /** Whether {@code codePoints[from, from + length)} may be a piece. */
    boolean allow(int[] codePoints, int from, int length) {
        if (length > maxLength) {
            return false;
        }
        UnicodeScript before = null;
        for (int i = 0; i < length; i++) {
            int c = codePoints[from + i];
            if (c == Utf8.SPACE_MARK) {
                if (i > 0 && split.byWhitespace()) {
                    return false;
                }
                continue;
            }
            if (reserved(c) || split.digits() && length > 1 && digit(c)) {
                return false;
            }
            UnicodeScript script = script(c, before);
            if (split.byUnicodeScript() && script != null && before != null && script != before) {
                return false;
            }
            before = script;
        }
        return true;
    }

    private static boolean reserved(int c) {
        return c == Utf8.UNKNOWN_MARK || c == Utf8.SPECIAL_MARK || c == 0 || c == ' ';
    }

    private static boolean digit(int c) {
        return c >= '0' && c <= '9' || c >= 0xff10 && c <= 0xff19;
    }

    /** Null goes with any script. */
    private @org.jspecify.annotations.Nullable UnicodeScript script(
            int c, @org.jspecify.annotations.Nullable UnicodeScript before) {
        if (!split.byNumber() && digit(c)) {
            return null;
        }
        return switch (c) {
            // Where SentencePiece's table of scripts differs from Java 17's.
            case 0x30fc -> UnicodeScript.HAN;
            case 0x0589, 0x061c -> UnicodeScript.COMMON;
            case 0x0953, 0x0954 -> UnicodeScript.DEVANAGARI;
            default ->
                    switch (UnicodeScript.of(c)) {
                        case HIRAGANA, KATAKANA -> UnicodeScript.HAN;
                        case UNKNOWN -> UnicodeScript.COMMON;
                        case INHERITED -> before;
                        default -> UnicodeScript.of(c);
                    };
        };
    }
}
