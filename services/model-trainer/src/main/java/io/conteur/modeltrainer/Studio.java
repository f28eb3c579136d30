package io.conteur.modeltrainer;

import io.conteur.artifacts.ArtifactStore;
import java.util.function.LongSupplier;

/** What all jobs of this process share. */
record Studio(
        ArtifactStore store,
        Press press,
        Broker broker,
        Fetcher fetcher,
        Learners learners,
        Limits limits,
        Meters meters,
        Pulse pulse,
        LongSupplier nanoTime) {
    Shelf shelf() {
        return new Shelf(store);
    }

    /** What is known of others' work. */
    record Broker(TokenizerTable tokenizers, ModelTable models, Withdrawals withdrawals) {}
}
