package io.conteur.tokenizer.text;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** UTF-8 in byte arrays (<a href="https://www.rfc-editor.org/rfc/rfc3629">RFC 3629</a>). */
public final class Utf8 {
    private static final int INVALID = 0xFF;

    private Utf8() {}

    /**
     * Encodes a text; an unpaired surrogate, which UTF-8 cannot encode, becomes an invalid byte.
     */
    public static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (!text.chars().anyMatch(unit -> Character.isSurrogate((char) unit))) {
            return bytes;
        }
        ByteArrayOutputStream exact = new ByteArrayOutputStream(bytes.length);
        text.codePoints()
                .forEach(
                        character -> {
                            if (Character.getType(character) == Character.SURROGATE) {
                                exact.write(INVALID);
                            } else {
                                exact.writeBytes(
                                        Character.toString(character)
                                                .getBytes(StandardCharsets.UTF_8));
                            }
                        });
        return exact.toByteArray();
    }

    /** The length in bytes of the character that begins with this byte of valid UTF-8. */
    public static int length(byte leading) {
        int value = leading & 0xFF;
        if (value < 0x80) {
            return 1;
        }
        return value < 0xE0 ? 2 : value < 0xF0 ? 3 : 4;
    }

    /** The code point at an offset of valid UTF-8. */
    public static int codePoint(byte[] text, int at) {
        int leading = text[at] & 0xFF;
        return switch (length(text[at])) {
            case 1 -> leading;
            case 2 -> ((leading & 0x1F) << 6) | continuation(text, at + 1);
            case 3 ->
                    ((leading & 0x0F) << 12)
                            | (continuation(text, at + 1) << 6)
                            | continuation(text, at + 2);
            default ->
                    ((leading & 0x07) << 18)
                            | (continuation(text, at + 1) << 12)
                            | (continuation(text, at + 2) << 6)
                            | continuation(text, at + 3);
        };
    }

    /** The length in bytes of the character at an offset of any bytes; 0 when it is invalid. */
    public static int validLength(byte[] text, int at, int to) {
        int length = length(text[at]);
        if (length == 1) {
            return 1;
        }
        if (at + length > to || !areContinuations(text, at + 1, at + length)) {
            return 0;
        }
        return isShortestForm(codePoint(text, at), length, text[at] & 0xFF) ? length : 0;
    }

    /** Whether these bytes are an incomplete character that further bytes can complete. */
    public static boolean unfinished(byte[] text, int at, int to) {
        int leading = text[at] & 0xFF;
        boolean leads = leading >= 0xC2 && leading <= 0xF4;
        return leads && to - at < length(text[at]) && areContinuations(text, at + 1, to);
    }

    private static boolean isShortestForm(int codePoint, int length, int leading) {
        return switch (length) {
            case 2 -> leading >= 0xC2;
            case 3 -> codePoint >= 0x800 && (codePoint < 0xD800 || codePoint > 0xDFFF);
            default -> leading <= 0xF4 && codePoint >= 0x10000 && codePoint <= 0x10FFFF;
        };
    }

    private static boolean areContinuations(byte[] text, int from, int to) {
        for (int at = from; at < to; at++) {
            if ((text[at] & 0xC0) != 0x80) {
                return false;
            }
        }
        return true;
    }

    private static int continuation(byte[] text, int at) {
        return text[at] & 0x3F;
    }
}
