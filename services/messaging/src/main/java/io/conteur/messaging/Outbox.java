package io.conteur.messaging;

import io.conteur.events.TraceContext;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Publishes the events of one topic. */
@FunctionalInterface
public interface Outbox<E extends Record> {
    /**
     * Returns once the broker has the event on all in-sync replicas.
     *
     * @param key the record's key
     * @param eventId its CloudEvents id; a repeat of the same event bears the same
     */
    void publish(String key, E event, String eventId);

    /**
     * Publishes without waiting, in the order of the calls. The stage completes once the broker has
     * the event, and exceptionally when it has not.
     */
    default CompletionStage<Void> send(String key, E event, String eventId) {
        publish(key, event, eventId);
        return CompletableFuture.completedFuture(null);
    }

    /** The same outbox for events that belong to a trace. */
    default Outbox<E> in(TraceContext trace) {
        return this;
    }
}
