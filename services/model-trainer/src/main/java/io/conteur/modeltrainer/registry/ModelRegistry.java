package io.conteur.modeltrainer.registry;

import io.conteur.events.training.CheckpointPublished;
import java.util.Optional;

/** The models that were ever published; {@code KafkaModelRegistry} reads them. */
public interface ModelRegistry {
    /** A model's newest checkpoint. */
    Optional<CheckpointPublished> newest(String model);
}
