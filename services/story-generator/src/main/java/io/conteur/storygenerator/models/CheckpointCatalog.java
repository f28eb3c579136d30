package io.conteur.storygenerator.models;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The latest checkpoints of every model, from the topic {@code checkpoints}. A model is served from
 * its newest checkpoint; a few before it are kept in case that cannot be loaded. Threads may share
 * it.
 */
public final class CheckpointCatalog {
    private static final int CHECKPOINTS_PER_MODEL = 4;

    /** Models in the order of their newest checkpoints, each with the newest first. */
    private final Map<String, Deque<CheckpointPublished>> models = new LinkedHashMap<>();

    /** Adds a checkpoint: the newest of its model, and its model the newest of all. */
    public synchronized void add(CheckpointPublished checkpoint) {
        Deque<CheckpointPublished> known = models.remove(checkpoint.model());
        Deque<CheckpointPublished> checkpoints = known == null ? new ArrayDeque<>() : known;
        // Publishing an older checkpoint again rolls the model back.
        checkpoints.removeIf(earlier -> earlier.artifact().equals(checkpoint.artifact()));
        checkpoints.addFirst(checkpoint);
        if (checkpoints.size() > CHECKPOINTS_PER_MODEL) {
            checkpoints.removeLast();
        }
        models.put(checkpoint.model(), checkpoints);
    }

    /** Forgets a model, as its tombstone says. */
    public synchronized void remove(String model) {
        models.remove(model);
    }

    /** The checkpoints of a model, the newest first; empty when it is unknown. */
    synchronized List<CheckpointPublished> checkpoints(String model) {
        Deque<CheckpointPublished> known = models.get(model);
        return known == null ? List.of() : List.copyOf(known);
    }

    /** The event of a checkpoint, if it is one of those kept. */
    synchronized Optional<CheckpointPublished> pinned(ArtifactReference artifact) {
        return models.values().stream()
                .flatMap(Deque::stream)
                .filter(checkpoint -> checkpoint.artifact().equals(artifact))
                .findFirst();
    }

    /** The model with the newest checkpoint. */
    synchronized Optional<String> newest() {
        return models.keySet().stream().reduce((earlier, later) -> later);
    }

    /** All models, the one with the newest checkpoint last. */
    synchronized List<String> names() {
        return List.copyOf(models.keySet());
    }
}
