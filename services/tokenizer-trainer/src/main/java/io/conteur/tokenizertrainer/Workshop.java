package io.conteur.tokenizertrainer;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.Progressed;
import io.conteur.events.TokenizerTrained;
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
        LongSupplier nanoTime) {}
