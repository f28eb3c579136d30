package io.conteur.modeltrainer;

import io.conteur.artifacts.ArtifactStore;
import java.util.function.LongSupplier;

/** What all jobs of this process share. */
record Studio(
        ArtifactStore store,
        Outboxes outboxes,
        TokenizerTable tokenizers,
        Learners learners,
        Limits limits,
        Meters meters,
        Pulse pulse,
        LongSupplier nanoTime) {
    Shelf shelf() {
        return new Shelf(store);
    }
}
