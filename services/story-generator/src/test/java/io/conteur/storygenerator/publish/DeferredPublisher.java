package io.conteur.storygenerator.publish;

import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.producer.EventPublisher;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A broker that acknowledges an event when the test completes its future. */
final class DeferredPublisher<E extends Record> implements EventPublisher<E> {
    final List<CompletableFuture<Void>> sent = new ArrayList<>();

    @Override
    public void publish(RecordKey key, E event, String eventId) {
        throw new UnsupportedOperationException("events are sent without waiting");
    }

    @Override
    public CompletionStage<Void> send(RecordKey key, E event, String eventId) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        sent.add(done);
        return done;
    }
}
