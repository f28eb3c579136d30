package io.conteur.storygenerator;

import io.conteur.events.ArtifactReference;
import io.conteur.events.CheckpointPublished;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints in memory. The newest usable one of a model answers for it. It is loaded beside
 * the one before, by another thread, and stories begun on that one end on it; the checkpoint not
 * used for longest makes room. All but the loading is for one thread.
 */
final class Narrators implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Narrators.class);
    private static final int REFUSALS_KEPT = 100;

    private final Library library;
    private final Loader loader;
    private final Executor loading;
    private final int limit;
    private final Map<ArtifactReference, Narrator> loaded = new LinkedHashMap<>(16, 0.75f, true);
    private final List<Narrator> retired = new ArrayList<>();
    private final Map<ArtifactReference, CompletableFuture<Narrator>> coming = new HashMap<>();
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
     * @param loading runs what takes long
     * @param limit checkpoints in memory at most, beside those whose last stories are being told
     */
    Narrators(Library library, Loader loader, Executor loading, int limit) {
        this.library = library;
        this.loader = loader;
        this.loading = loading;
        this.limit = limit;
    }

    /**
     * The narrator of a model as it is now; empty while it is being loaded.
     *
     * @param model the one with the newest checkpoint when null
     * @throws UnansweredException when there is no such model, or no checkpoint of it can be used
     */
    Optional<Narrator> narrator(@Nullable String model, long askedNanos)
            throws UnansweredException {
        Optional<List<CheckpointPublished>> known = library.checkpoints(model, askedNanos);
        return known.isEmpty() ? Optional.empty() : newest(known.get());
    }

    private Optional<Narrator> newest(List<CheckpointPublished> checkpoints)
            throws UnansweredException {
        for (CheckpointPublished checkpoint : checkpoints) {
            if (usable(checkpoint)) {
                Optional<Narrator> narrator =
                        Optional.ofNullable(loaded.get(checkpoint.artifact()));
                narrator.ifPresent(this::retireOthers);
                return narrator;
            }
        }
        CheckpointPublished newest = checkpoints.get(0);
        throw UnansweredException.failed(
                "no checkpoint of model %s can be used: %s"
                        .formatted(newest.model(), refused.get(newest.artifact())));
    }

    /**
     * The narrator of one checkpoint; empty while it is being loaded.
     *
     * @throws UnansweredException when it is not known or cannot be used
     */
    Optional<Narrator> pinned(ArtifactReference artifact, long askedNanos)
            throws UnansweredException {
        Optional<CheckpointPublished> known = library.pinned(artifact, askedNanos);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        if (!usable(known.get())) {
            throw UnansweredException.failed(
                    "checkpoint %s cannot be used: %s"
                            .formatted(artifact.key(), refused.get(artifact)));
        }
        return Optional.ofNullable(loaded.get(artifact));
    }

    /** False when it is refused; else it is in memory, or on its way there. */
    private boolean usable(CheckpointPublished checkpoint) {
        ArtifactReference artifact = checkpoint.artifact();
        if (loaded.containsKey(artifact)) {
            return true;
        }
        if (!refused.containsKey(artifact)) {
            coming.computeIfAbsent(artifact, unknown -> load(checkpoint));
        }
        settle();
        return !refused.containsKey(artifact);
    }

    private CompletableFuture<Narrator> load(CheckpointPublished checkpoint) {
        CompletableFuture<Narrator> narrator = new CompletableFuture<>();
        loading.execute(
                () -> {
                    try {
                        narrator.complete(loader.load(checkpoint));
                    } catch (IOException | RuntimeException | Error e) {
                        narrator.completeExceptionally(e);
                    }
                });
        return narrator;
    }

    /** Takes in what has been loaded since. */
    private void settle() {
        for (ArtifactReference artifact : List.copyOf(coming.keySet())) {
            CompletableFuture<Narrator> narrator = coming.get(artifact);
            if (narrator != null && narrator.isDone()) {
                coming.remove(artifact);
                settle(artifact, narrator);
            }
        }
    }

    private void settle(ArtifactReference artifact, CompletableFuture<Narrator> narrator) {
        try {
            Narrator ready = narrator.join();
            CheckpointPublished checkpoint = ready.checkpoint();
            LOG.infof("model %s answers from step %d", checkpoint.model(), checkpoint.step());
            loaded.put(artifact, ready);
            makeRoom();
        } catch (CompletionException e) {
            LOG.errorf("checkpoint %s is refused: %s", artifact.key(), e.getCause());
            if (refused.size() == REFUSALS_KEPT) {
                refused.clear();
            }
            Throwable why = e.getCause();
            refused.put(artifact, why == null ? "" : String.valueOf(why.getMessage()));
        }
    }

    private void makeRoom() {
        Iterator<Narrator> longestUnused = loaded.values().iterator();
        while (loaded.size() > limit) {
            retired.add(longestUnused.next());
            longestUnused.remove();
        }
        sweep();
    }

    /** A model's newest checkpoint answers: those before it are no longer needed. */
    private void retireOthers(Narrator newest) {
        String model = newest.checkpoint().model();
        boolean alone =
                loaded.values().stream()
                        .noneMatch(
                                other ->
                                        other != newest
                                                && other.checkpoint().model().equals(model));
        if (!alone) {
            loaded.values()
                    .removeIf(
                            other ->
                                    other != newest
                                            && other.checkpoint().model().equals(model)
                                            && retired.add(other));
            sweep();
        }
    }

    /** Lets go of the checkpoints that nobody will ask for and no story needs any more. */
    void sweep() {
        retired.removeIf(
                narrator -> {
                    boolean done = narrator.rows() == 0;
                    if (done) {
                        narrator.close();
                    }
                    return done;
                });
    }

    /** It broke down: whoever asks for its checkpoint next gets it afresh. */
    void discard(Narrator narrator) {
        if (!loaded.values().remove(narrator)) {
            retired.remove(narrator);
        }
        narrator.close();
    }

    @Override
    public void close() {
        settle();
        retired.forEach(Narrator::close);
        loaded.values().forEach(Narrator::close);
        loaded.clear();
    }
}
