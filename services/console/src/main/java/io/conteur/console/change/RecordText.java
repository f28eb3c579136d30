package io.conteur.console.change;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Bytes of a record as text, to be shown. */
public final class RecordText {
    private static final int MAX_HEADER = 2000;

    private RecordText() {}

    /** The text in UTF-8, or hexadecimal digits; null for null. */
    public static @Nullable String of(byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
    }

    /** A text truncated to a number of characters, with an ellipsis. */
    public static @Nullable String of(byte @Nullable [] bytes, int limit) {
        String text = of(bytes);
        return text == null || text.length() <= limit ? text : text.substring(0, limit) + "…";
    }

    /** Headers by name; of a repeated one the last. */
    public static Map<String, String> of(Headers headers) {
        Map<String, String> all = new LinkedHashMap<>();
        for (Header header : headers) {
            String value = of(header.value(), MAX_HEADER);
            all.put(header.key(), value == null ? "" : value);
        }
        return all;
    }
}
