package io.conteur.modeltrainer;

import io.conteur.events.CheckpointPublished;
import io.conteur.events.Progressed;
import io.conteur.events.StoryWritten;
import io.conteur.events.TokenizerRequested;
import io.conteur.messaging.Outbox;

/** Where a job's events go, until closed. */
record Outboxes(
        Outbox<Progressed> progress,
        Outbox<CheckpointPublished> checkpoints,
        Outbox<StoryWritten> stories,
        Outbox<TokenizerRequested> tokenizerRequests,
        Runnable closing)
        implements AutoCloseable {
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
