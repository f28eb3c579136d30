package io.conteur.messaging.producer;

import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.TraceContext;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** A publisher that sends asynchronously; to publish is to send and to wait. */
abstract class AsyncPublisher<E extends Record> implements EventPublisher<E> {
    @Override
    public abstract CompletionStage<Void> send(RecordKey key, E event, String eventId);

    @Override
    public abstract EventPublisher<E> in(TraceContext trace);

    @Override
    public final void publish(RecordKey key, E event, String eventId) {
        try {
            send(key, event, eventId).toCompletableFuture().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while publishing", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FencedException fenced) {
                throw fenced;
            }
            throw e.getCause() instanceof IllegalStateException failure
                    ? failure
                    : new IllegalStateException("an event could not be published", e.getCause());
        }
    }
}
