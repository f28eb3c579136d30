package io.conteur.events.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of an event in <a
 * href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">CloudEvents
 * 1.0, binary mode</a>: one Kafka header each.
 *
 * @param id unique per event of a source
 * @param source a URI naming the producer, such as {@code urn:conteur:story-generator}
 * @param type {@code io.conteur.} and the event's name
 * @param subject the record's key, truncated; null when the key is not text
 */
public record CloudEvent(
        String id, String source, String type, Instant time, @Nullable String subject) {
    /** Header of the event's id. */
    public static final String ID = "ce_id";

    /** Header of the value's media type. */
    public static final String CONTENT_TYPE = "content-type";

    private static final int MAX_SUBJECT_LENGTH = 200;

    /** The attributes of an event published now under {@code key}. */
    static CloudEvent about(Record event, EventMessage.Source source, RecordKey key) {
        return new CloudEvent(
                source.eventId(),
                "urn:conteur:" + source.producer(),
                "io.conteur." + event.getClass().getSimpleName(),
                Instant.now(),
                key.text().map(CloudEvent::truncated).orElse(null));
    }

    private static String truncated(String key) {
        return key.codePoints()
                .limit(MAX_SUBJECT_LENGTH)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Kafka headers, values in UTF-8. */
    public Map<String, byte[]> headers() {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("ce_specversion", "1.0");
        attributes.put(ID, id);
        attributes.put("ce_source", source);
        attributes.put("ce_type", type);
        attributes.put("ce_time", time.toString());
        if (subject != null) {
            attributes.put("ce_subject", subject);
        }
        attributes.put(CONTENT_TYPE, "application/json");
        Map<String, byte[]> headers = new LinkedHashMap<>();
        attributes.forEach(
                (name, value) -> headers.put(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }
}
