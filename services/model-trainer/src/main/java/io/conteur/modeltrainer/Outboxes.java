package io.conteur.modeltrainer;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.TokenizerRequested;
import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.producer.EventPublisher;
import java.util.concurrent.CompletionStage;

/** Where a job's events go, until closed. */
record Outboxes(
        EventPublisher<Progressed> progress,
        EventPublisher<CheckpointPublished> checkpoints,
        EventPublisher<StoryWritten> stories,
        EventPublisher<TokenizerRequested> tokenizerRequests,
        Runnable closing)
        implements AutoCloseable {
    /** The same, whose callers wait for as long as the broker is away, and beat. */
    Outboxes patient(Pulse pulse) {
        return new Outboxes(
                patient(progress, pulse),
                patient(checkpoints, pulse),
                patient(stories, pulse),
                patient(tokenizerRequests, pulse),
                closing);
    }

    private static <E extends Record> EventPublisher<E> patient(
            EventPublisher<E> outbox, Pulse pulse) {
        return new EventPublisher<>() {
            @Override
            public void publish(RecordKey key, E event, String eventId) {
                pulse.await(send(key, event, eventId));
            }

            @Override
            public CompletionStage<Void> send(RecordKey key, E event, String eventId) {
                return outbox.send(key, event, eventId);
            }
        };
    }

    /** The same, with a watch on how long publishing takes. */
    Outboxes timedBy(Meters meters) {
        return new Outboxes(
                meters.timed(progress),
                meters.timed(checkpoints),
                meters.timed(stories),
                tokenizerRequests,
                closing);
    }

    @Override
    public void close() {
        closing.run();
    }
}
