package io.conteur.modeltrainer;

import io.conteur.events.CheckpointPublished;
import io.conteur.events.Progressed;
import io.conteur.events.RecordKey;
import io.conteur.events.StoryWritten;
import io.conteur.events.TokenizerRequested;
import io.conteur.messaging.Outbox;
import java.util.concurrent.CompletionStage;

/** Where a job's events go, until closed. */
record Outboxes(
        Outbox<Progressed> progress,
        Outbox<CheckpointPublished> checkpoints,
        Outbox<StoryWritten> stories,
        Outbox<TokenizerRequested> tokenizerRequests,
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

    private static <E extends Record> Outbox<E> patient(Outbox<E> outbox, Pulse pulse) {
        return new Outbox<>() {
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
