package io.conteur.modeltrainer;

import io.conteur.events.training.CheckpointPublished;
import java.util.Optional;

/** What the broker says about models. */
interface ModelTable {
    /** A model's newest checkpoint among all that were ever published. */
    Optional<CheckpointPublished> newest(String model);
}
