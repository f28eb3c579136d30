package io.conteur.workersupport;

import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.TraceContext;
import io.conteur.messaging.producer.EventPublisher;
import java.util.concurrent.CompletionStage;

/**
 * A publisher whose caller keeps its heartbeat while it waits out an outage of the broker, and
 * stops waiting when the job has to stop.
 */
public record HeartbeatingPublisher<E extends Record>(
        EventPublisher<E> publisher, JobControl control) implements EventPublisher<E> {
    @Override
    public void publish(RecordKey key, E event, String eventId) {
        control.await(send(key, event, eventId));
    }

    @Override
    public CompletionStage<Void> send(RecordKey key, E event, String eventId) {
        return publisher.send(key, event, eventId);
    }

    @Override
    public EventPublisher<E> in(TraceContext trace) {
        return new HeartbeatingPublisher<>(publisher.in(trace), control);
    }
}
