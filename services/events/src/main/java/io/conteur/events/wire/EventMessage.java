package io.conteur.events.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A serialised event, ready to be sent.
 *
 * @param headers CloudEvents attributes and trace context
 */
public record EventMessage(String topic, byte[] key, byte[] value, Map<String, byte[]> headers) {
    /**
     * The origin of an event. CloudEvents identifies an event by producer and id: when it is sent
     * again, both are the same.
     *
     * @param producer the service that publishes it
     * @param eventId its CloudEvents id
     * @param trace it belongs to
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

    /** Serialises an event under a text key. */
    public static <E extends Record> EventMessage of(
            Topic<E> topic, String key, E event, Source source) {
        return of(topic, RecordKey.of(key), event, source);
    }

    /** Serialises an event for its topic. */
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
