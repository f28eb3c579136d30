package io.conteur.events.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.events.InvalidEventException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A CloudEvent 1.0 in structured mode: one JSON document of attributes and data.
 *
 * @param id of the CloudEvent
 * @param data the event, as the value of a record in binary mode would be
 * @param traceparent the extension attribute of W3C Trace Context
 * @param tracestate the extension attribute of W3C Trace Context
 * @see <a
 *     href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md">JSON
 *     event format</a>
 */
public record StructuredEvent(
        String id, byte[] data, @Nullable String traceparent, @Nullable String tracestate) {
    private static final String MEDIA_TYPE = "application/cloudevents";
    private static final String JSON_MEDIA_TYPE = MEDIA_TYPE + "+json";

    /** Whether this {@code content-type} is that of structured mode, in any format. */
    public static boolean announcedBy(String contentType) {
        return mediaType(contentType).startsWith(MEDIA_TYPE);
    }

    /**
     * Parses a record's value.
     *
     * @throws InvalidEventException when the format is not JSON, or the value no CloudEvent
     */
    public static StructuredEvent parse(String contentType, byte[] value) {
        if (!mediaType(contentType).equals(JSON_MEDIA_TYPE)) {
            throw new InvalidEventException(
                    "", "must be in binary mode or one event of content type " + JSON_MEDIA_TYPE);
        }
        JsonNode tree = EventCodec.parse(value);
        if (!tree.path("specversion").asText().equals("1.0")) {
            throw new InvalidEventException("/specversion", "must be 1.0");
        }
        required(tree, "source");
        required(tree, "type");
        return new StructuredEvent(
                required(tree, "id"),
                data(tree),
                text(tree, TraceContext.PARENT),
                text(tree, TraceContext.STATE));
    }

    private static String mediaType(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end))
                .strip()
                .toLowerCase(Locale.ROOT);
    }

    private static String required(JsonNode tree, String name) {
        String value = text(tree, name);
        if (value == null || value.isEmpty()) {
            throw new InvalidEventException("/" + name, "must be a text that is not empty");
        }
        return value;
    }

    private static @Nullable String text(JsonNode tree, String name) {
        return tree.path(name).textValue();
    }

    /** Never empty: an empty value would be a tombstone. */
    private static byte[] data(JsonNode tree) {
        JsonNode data = tree.path("data");
        JsonNode encoded = tree.path("data_base64");
        if (data.isMissingNode() == encoded.isMissingNode()) {
            throw new InvalidEventException("/data", "must be present, or else data_base64");
        }
        byte[] bytes = data.isMissingNode() ? decoded(encoded.asText()) : bytes(data);
        if (bytes.length == 0) {
            throw new InvalidEventException("/data", "must not be empty");
        }
        return bytes;
    }

    private static byte[] bytes(JsonNode data) {
        if (data.isTextual()) {
            return data.textValue().getBytes(StandardCharsets.UTF_8);
        }
        if (!data.isObject()) {
            throw new InvalidEventException("/data", "must be an object or a text");
        }
        return data.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new InvalidEventException("/data_base64", "must be Base64");
        }
    }
}
