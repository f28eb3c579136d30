package io.conteur.events.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event as it goes on the wire.
 *
 * @param headers CloudEvents attributes and the trace
 */
public record EventMessage(String topic, byte[] key, byte[] value, Map<String, byte[]> headers) {
    /**
     * What makes an event one of a kind: a repeat of the same event has the same source.
     *
     * @param producer the service that publishes it
     * @param eventId its CloudEvents id
     * @param trace what it belongs to
     */
    public record Source(String producer, String eventId, TraceContext trace) {
        /** Of an event that starts a trace. */
        public Source(String producer, String eventId) {
            this(producer, eventId, TraceContext.start());
        }
    }

    public EventMessage {
        headers = Map.copyOf(headers);
    }

    /** Writes an event under a key that is text. */
    public static <E extends Record> EventMessage of(
            Topic<E> topic, String key, E event, Source source) {
        return of(topic, RecordKey.of(key), event, source);
    }

    /** Writes an event for its topic. */
    public static <E extends Record> EventMessage of(
            Topic<E> topic, RecordKey key, E event, Source source) {
        return new EventMessage(
                topic.name(),
                key.bytes(),
                EventCodec.encode(event),
                headers(CloudEvent.about(event, source, key), source.trace()));
    }

    private static Map<String, byte[]> headers(CloudEvent attributes, TraceContext trace) {
        Map<String, byte[]> headers = new LinkedHashMap<>(attributes.headers());
        trace.headers()
                .forEach(
                        (name, value) -> headers.put(name, value.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }
}
