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
 * The checkpoints heard of, by model. The newest of a model is the model; a few before it are kept
 * in case it cannot be used.
 */
public final class CheckpointCatalog {
    private static final int KEPT = 4;

    /** Models in the order of their newest checkpoints, each with the newest first. */
    private final Map<String, Deque<CheckpointPublished>> models = new LinkedHashMap<>();

    /** A checkpoint came; it is its model's newest, and its model the newest of all. */
    public synchronized void add(CheckpointPublished checkpoint) {
        Deque<CheckpointPublished> known = models.remove(checkpoint.model());
        Deque<CheckpointPublished> checkpoints = known == null ? new ArrayDeque<>() : known;
        // An older one that is published again rolls the model back.
        checkpoints.removeIf(earlier -> earlier.artifact().equals(checkpoint.artifact()));
        checkpoints.addFirst(checkpoint);
        if (checkpoints.size() > KEPT) {
            checkpoints.removeLast();
        }
        models.put(checkpoint.model(), checkpoints);
    }

    /** The checkpoints of a model, the newest first; none when it is unknown. */
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

    /** The model whose checkpoint came last. */
    synchronized Optional<String> newest() {
        return models.keySet().stream().reduce((earlier, later) -> later);
    }

    /** Every model by name, the newest last. */
    synchronized List<String> names() {
        return List.copyOf(models.keySet());
    }
}
