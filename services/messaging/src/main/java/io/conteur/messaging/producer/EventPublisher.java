package io.conteur.messaging.producer;

import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.TraceContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Publishes the events of one topic. An outage of the broker, of any length, is waited out: an
 * event fails only for what waiting cannot mend, such as its size, or because this process may not
 * publish it any more.
 */
@FunctionalInterface
public interface EventPublisher<E extends Record> {
    /**
     * Returns once the broker has the event on all in-sync replicas.
     *
     * @param key the record's key
     * @param eventId its CloudEvents id; a repeat of the same event bears the same
     */
    void publish(RecordKey key, E event, String eventId);

    /** Publishes under a key that is text. */
    default void publish(String key, E event, String eventId) {
        publish(RecordKey.of(key), event, eventId);
    }

    /**
     * Publishes without waiting, in the order of the calls. The stage completes once the broker has
     * the event, and exceptionally when it never will.
     */
    default CompletionStage<Void> send(RecordKey key, E event, String eventId) {
        publish(key, event, eventId);
        return CompletableFuture.completedFuture(null);
    }

    /** Publishes without waiting under a key that is text. */
    default CompletionStage<Void> send(String key, E event, String eventId) {
        return send(RecordKey.of(key), event, eventId);
    }

    /** The same outbox for events that belong to a trace. */
    default EventPublisher<E> in(TraceContext trace) {
        return this;
    }
}
