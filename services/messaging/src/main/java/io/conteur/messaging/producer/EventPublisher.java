package io.conteur.messaging.producer;

import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.TraceContext;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Publishes the events of one topic. The publishers of {@link EventProducer} and {@link
 * FencedProducer} fail in the same way:
 *
 * <ul>
 *   <li>An outage of the broker is no failure: the event is published after it. Only a {@code
 *       FencedProducer} fails after one of more than a minute, and another has to be opened.
 *   <li>{@link #send} never blocks and never throws. Its stage completes exceptionally with a
 *       {@link FencedException} when another process has taken over the work, with a {@link
 *       CancellationException} when the event was discarded or the producer is closed, and
 *       otherwise with a failure that every retry would meet again, such as {@code
 *       RecordTooLargeException}.
 *   <li>{@link #publish} blocks until the stage of {@code send} completes. It throws the {@code
 *       FencedException}, and for all else an {@link IllegalStateException}, mostly with the
 *       failure as its cause. An interrupt ends the wait with an {@code IllegalStateException} and
 *       leaves the thread's interrupt status set; the event may be published all the same.
 *   <li>Closing a producer gives up the events that the broker has not acknowledged after some
 *       seconds; their stages may never complete.
 * </ul>
 *
 * <p>A publisher that wraps another has to override {@link #send} and {@link #in} as well, or else
 * it blocks and loses the trace; and {@link #toPartition} if its callers choose partitions.
 */
@FunctionalInterface
public interface EventPublisher<E extends Record> {
    /**
     * Returns once all in-sync replicas have the event.
     *
     * @param key the record's key
     * @param eventId its CloudEvents id; a duplicate of the event has the same
     */
    void publish(RecordKey key, E event, String eventId);

    /** Publishes under a text key. */
    default void publish(String key, E event, String eventId) {
        publish(RecordKey.of(key), event, eventId);
    }

    /**
     * Publishes asynchronously, in the order of the calls. The stage completes once all in-sync
     * replicas have the event. Unless overridden, this is {@link #publish}: it blocks and throws.
     */
    default CompletionStage<Void> send(RecordKey key, E event, String eventId) {
        publish(key, event, eventId);
        return CompletableFuture.completedFuture(null);
    }

    /** Publishes asynchronously under a text key. */
    default CompletionStage<Void> send(String key, E event, String eventId) {
        return send(RecordKey.of(key), event, eventId);
    }

    /** A publisher to the same topic whose events belong to a trace; this one unless overridden. */
    default EventPublisher<E> in(TraceContext trace) {
        return this;
    }

    /**
     * A publisher to one partition of the same topic, whatever the keys; this one unless
     * overridden. Until the topic has the partition, events for it wait, as in an outage.
     */
    default EventPublisher<E> toPartition(int partition) {
        return this;
    }
}
