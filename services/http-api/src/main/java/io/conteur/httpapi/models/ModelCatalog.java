package io.conteur.httpapi.models;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The models, and the checkpoints that were announced for them, by the names that a request may
 * have for them: a model's own, or the key of a checkpoint's artifact. Threads may share it.
 */
public final class ModelCatalog {
    /** Older checkpoints are forgotten; trainers delete most of them anyway. */
    private static final int MAX_CHECKPOINTS = 1_000;

    private final Map<String, Known> models = new LinkedHashMap<>();
    private final Map<String, Known> checkpoints = new LinkedHashMap<>();

    /**
     * A checkpoint.
     *
     * @param heard when this process heard of it
     */
    public record Known(CheckpointPublished checkpoint, Instant heard) {
        /** The key of the artifact. */
        public String key() {
            return checkpoint.artifact().key();
        }
    }

    /** Adds a checkpoint, which is the newest of its model. */
    public synchronized void add(CheckpointPublished checkpoint) {
        Known known = new Known(checkpoint, Instant.now());
        models.put(checkpoint.model(), known);
        checkpoints.remove(known.key());
        checkpoints.put(known.key(), known);
        if (checkpoints.size() > MAX_CHECKPOINTS) {
            checkpoints.remove(checkpoints.keySet().iterator().next());
        }
    }

    /** Removes a model whose record was deleted. */
    public synchronized void remove(String model) {
        models.remove(model);
        checkpoints.values().removeIf(known -> known.checkpoint().model().equals(model));
    }

    /** The newest checkpoint of a model. */
    public synchronized Optional<Known> model(String name) {
        return Optional.ofNullable(models.get(name));
    }

    /** A checkpoint by the key of its artifact. */
    public synchronized Optional<Known> checkpoint(String key) {
        return Optional.ofNullable(checkpoints.get(key));
    }

    /** The model of a checkpoint. */
    public Optional<String> modelOf(ArtifactReference checkpoint) {
        return checkpoint(checkpoint.key()).map(known -> known.checkpoint().model());
    }

    /** All models. */
    public synchronized List<Known> models() {
        return new ArrayList<>(models.values());
    }

    /** All checkpoints that are remembered. */
    public synchronized List<Known> checkpoints() {
        return new ArrayList<>(checkpoints.values());
    }
}
