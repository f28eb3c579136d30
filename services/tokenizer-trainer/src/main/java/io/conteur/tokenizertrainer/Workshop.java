package io.conteur.tokenizertrainer;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.TokenizerTrained;
import io.conteur.events.wire.TraceContext;
import io.conteur.messaging.producer.EventPublisher;
import java.util.function.LongSupplier;

/**
 * What every job works with.
 *
 * @param nanoTime the clock that paces progress events
 */
record Workshop(
        ArtifactStore store,
        Learner learner,
        EventPublisher<TokenizerTrained> tokenizers,
        EventPublisher<Progressed> progress,
        Pulse pulse,
        LongSupplier nanoTime) {
    /** The same for a job whose events belong to a trace, and wait for as long as an outage. */
    Workshop in(TraceContext trace) {
        return new Workshop(
                store,
                learner,
                patient(tokenizers.in(trace)),
                patient(progress.in(trace)),
                pulse,
                nanoTime);
    }

    private <E extends Record> EventPublisher<E> patient(EventPublisher<E> outbox) {
        return (key, event, eventId) -> pulse.await(outbox.send(key, event, eventId));
    }
}
