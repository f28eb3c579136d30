package io.conteur.tokenizertrainer;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.Progressed;
import io.conteur.events.TokenizerTrained;
import io.conteur.events.TraceContext;
import io.conteur.messaging.Outbox;
import java.util.function.LongSupplier;

/**
 * What every job works with.
 *
 * @param nanoTime the clock that paces progress events
 */
record Workshop(
        ArtifactStore store,
        Learner learner,
        Outbox<TokenizerTrained> tokenizers,
        Outbox<Progressed> progress,
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

    private <E extends Record> Outbox<E> patient(Outbox<E> outbox) {
        return (key, event, eventId) -> pulse.await(outbox.send(key, event, eventId));
    }
}
