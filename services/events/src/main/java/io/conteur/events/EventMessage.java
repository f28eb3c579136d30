package io.conteur.events;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An event as it goes on the wire.
 *
 * @param headers CloudEvents attributes
 */
public record EventMessage(String topic, byte[] key, byte[] value, Map<String, byte[]> headers) {
    /**
     * What makes an event one of a kind: a repeat of the same event has the same source.
     *
     * @param producer the service that publishes it
     * @param eventId its CloudEvents id
     */
    public record Source(String producer, String eventId) {}

    public EventMessage {
        headers = Map.copyOf(headers);
    }

    /** Writes an event for its topic. */
    public static <E extends Record> EventMessage of(
            Topic<E> topic, String key, E event, Source source) {
        return new EventMessage(
                topic.name(),
                key.getBytes(StandardCharsets.UTF_8),
                EventCodec.encode(event),
                CloudEvent.about(event, source, key).headers());
    }
}
