package io.conteur.storygenerator;

import io.conteur.events.ArtifactReference;
import io.conteur.events.CheckpointPublished;
import java.io.IOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The models in memory. The newest usable checkpoint of a model answers for it, loaded beside the
 * one before, which goes only when the new one is there; the model not used for longest makes room.
 * For one thread.
 */
final class Narrators implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Narrators.class);
    private static final int REFUSALS_KEPT = 100;

    private final Library library;
    private final Loader loader;
    private final int limit;
    private final Map<String, Narrator> loaded = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<ArtifactReference, String> refused = new HashMap<>();

    /** Brings a checkpoint into memory. */
    @FunctionalInterface
    interface Loader {
        /**
         * Verifies, then loads.
         *
         * @throws IOException when the checkpoint is missing, damaged or not one
         */
        Narrator load(CheckpointPublished checkpoint) throws IOException;
    }

    /**
     * @param limit models in memory at most
     */
    Narrators(Library library, Loader loader, int limit) {
        this.library = library;
        this.loader = loader;
        this.limit = limit;
    }

    /**
     * The narrator of a model as it is now.
     *
     * @param model the one with the newest checkpoint when null
     * @throws UnansweredException when there is no such model, or no checkpoint of it can be used
     */
    Narrator narrator(@Nullable String model) throws UnansweredException {
        List<CheckpointPublished> checkpoints = library.checkpoints(model);
        String name = checkpoints.get(0).model();
        Narrator current = loaded.get(name);
        for (CheckpointPublished checkpoint : checkpoints) {
            if (current != null && current.checkpoint().equals(checkpoint)) {
                return current;
            }
            Narrator narrator = load(checkpoint);
            if (narrator != null) {
                return keep(name, narrator);
            }
        }
        if (current != null) {
            return current;
        }
        throw UnansweredException.failed(
                "no checkpoint of model %s can be used: %s"
                        .formatted(name, refused.get(checkpoints.get(0).artifact())));
    }

    /** The narrator, or null when the checkpoint is refused, now or before. */
    private @Nullable Narrator load(CheckpointPublished checkpoint) {
        if (refused.containsKey(checkpoint.artifact())) {
            return null;
        }
        try {
            Narrator narrator = loader.load(checkpoint);
            LOG.infof("model %s answers from step %d", checkpoint.model(), checkpoint.step());
            return narrator;
        } catch (IOException | RuntimeException e) {
            LOG.errorf("checkpoint %s is refused: %s", checkpoint.artifact().key(), e);
            refuse(checkpoint, e);
            return null;
        }
    }

    private void refuse(CheckpointPublished checkpoint, Exception why) {
        if (refused.size() == REFUSALS_KEPT) {
            refused.clear();
        }
        refused.put(checkpoint.artifact(), String.valueOf(why.getMessage()));
    }

    private Narrator keep(String model, Narrator narrator) {
        Narrator before = loaded.put(model, narrator);
        if (before != null) {
            before.close();
        }
        Iterator<Narrator> longestUnused = loaded.values().iterator();
        while (loaded.size() > limit) {
            longestUnused.next().close();
            longestUnused.remove();
        }
        return narrator;
    }

    @Override
    public void close() {
        loaded.values().forEach(Narrator::close);
        loaded.clear();
    }
}
