package io.conteur.storygenerator.models;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.storygenerator.request.PromptRefusedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints in memory, bounded in number and bytes, with LRU eviction. A model is served from
 * its newest checkpoint that can be loaded. An evicted checkpoint gets no new sequences and is
 * closed when its last sequence has ended; one checkpoint beyond the bound may be in memory while
 * it is loaded or evicted. For one thread.
 */
public final class ModelCache implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ModelCache.class);

    private final CheckpointLookup lookup;
    private final CheckpointLoader loader;
    private final FailedCheckpoints failures;
    private final Limits limits;
    private final Map<ArtifactReference, StoryModel> loaded = new LinkedHashMap<>(16, 0.75f, true);

    /** Evicted, but some of their sequences have not ended. */
    private final List<StoryModel> evicted = new ArrayList<>();

    /** The checkpoint that each model was last served from. */
    private final Map<String, ArtifactReference> current = new HashMap<>();

    /** The last checkpoint that failed for a reason outside of it, until a load has succeeded. */
    private @Nullable CheckpointPublished postponed;

    private volatile @Nullable String trouble;
    private volatile boolean preloaded;

    /**
     * What the checkpoints in memory may take.
     *
     * @param models beside one that is being loaded or evicted
     * @param bytes of all, that one included
     */
    public record Limits(int models, long bytes) {}

    public ModelCache(
            CheckpointLookup lookup,
            CheckpointLoader loader,
            FailedCheckpoints failures,
            Limits limits) {
        this.lookup = lookup;
        this.loader = loader;
        this.failures = failures;
        this.limits = limits;
    }

    /** Why no checkpoint at all can be loaded now; for any thread. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /**
     * Whether the model that {@link #renew} loads first is there or about to be, or none can be;
     * any thread.
     */
    public boolean preloaded() {
        return preloaded;
    }

    /**
     * A model's newest checkpoint that can be loaded; empty while it is looked up or loaded, which
     * this call starts.
     *
     * @param model null for the model with the newest checkpoint
     * @param receivedNanos when the prompt was received: what was published before counts
     * @throws PromptRefusedException when there is no such model, or no checkpoint of it can be
     *     loaded
     */
    public Optional<StoryModel> newest(@Nullable String model, long receivedNanos)
            throws PromptRefusedException {
        Optional<List<CheckpointPublished>> known = lookup.checkpoints(model, receivedNanos);
        return known.isEmpty() ? Optional.empty() : newestOf(known.get());
    }

    private Optional<StoryModel> newestOf(List<CheckpointPublished> checkpoints)
            throws PromptRefusedException {
        boolean worthWaiting = false;
        for (CheckpointPublished checkpoint : checkpoints) {
            if (prepare(checkpoint)) {
                StoryModel model = loaded.get(checkpoint.artifact());
                if (model != null) {
                    serveFrom(checkpoint);
                }
                return Optional.ofNullable(model);
            }
            worthWaiting |= failures.worthWaiting(checkpoint.artifact());
        }
        if (worthWaiting) {
            return Optional.empty();
        }
        CheckpointPublished newest = checkpoints.get(0);
        throw PromptRefusedException.failed(
                "no checkpoint of model %s can be used: %s"
                        .formatted(newest.model(), reason(newest)));
    }

    /**
     * The model of one checkpoint; empty while it is looked up or loaded, which this call starts.
     *
     * @param receivedNanos when the prompt was received: what was published before counts
     * @throws PromptRefusedException when it is unknown or cannot be loaded
     */
    public Optional<StoryModel> pinned(ArtifactReference artifact, long receivedNanos)
            throws PromptRefusedException {
        Optional<CheckpointPublished> known = lookup.pinned(artifact, receivedNanos);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        if (!prepare(known.get()) && !failures.worthWaiting(artifact)) {
            throw PromptRefusedException.failed(
                    "checkpoint %s cannot be used: %s"
                            .formatted(artifact.key(), reason(known.get())));
        }
        return Optional.ofNullable(loaded.get(artifact));
    }

    /**
     * Starts to load checkpoints before a prompt waits for them: first that of the model with the
     * newest one, then the newest of the models in use, and a postponed one whose pause is over.
     */
    public void renew() {
        if (!preloaded) {
            preload();
        }
        if (postponed != null && failures.mayTry(postponed.artifact())) {
            prepare(postponed);
        }
        for (Map.Entry<String, ArtifactReference> model : List.copyOf(current.entrySet())) {
            if (loaded.containsKey(model.getValue())) {
                lookup.newest(model.getKey())
                        .filter(newest -> !failures.contains(newest.artifact()))
                        .ifPresent(this::prepare);
            }
        }
    }

    private void preload() {
        try {
            preloaded =
                    !current.isEmpty()
                            || newest(null, lookup.openedNanos()).isPresent()
                            || loader.loading()
                            || trouble != null;
        } catch (PromptRefusedException e) {
            preloaded = true; // There is nothing to load yet.
        }
    }

    private String reason(CheckpointPublished checkpoint) {
        return failures.reason(checkpoint.artifact()).orElse("it is being loaded again");
    }

    /**
     * Starts to load a checkpoint that is not in memory, if it may be tried and no other is being
     * loaded. False when it has failed; otherwise it is in memory or will be.
     */
    private boolean prepare(CheckpointPublished checkpoint) {
        ArtifactReference artifact = checkpoint.artifact();
        advanceLoad();
        if (!loaded.containsKey(artifact) && !restore(artifact) && failures.mayTry(artifact)) {
            load(checkpoint);
        }
        return loaded.containsKey(artifact) || !failures.contains(artifact);
    }

    /** Takes back an evicted checkpoint, unless its memory is needed for another. */
    private boolean restore(ArtifactReference artifact) {
        if (loaded.size() < limits.models && loader.waiting().isEmpty()) {
            for (StoryModel model : evicted) {
                if (model.checkpoint().artifact().equals(artifact)) {
                    evicted.remove(model);
                    loaded.put(artifact, model);
                    return true;
                }
            }
        }
        return false;
    }

    private void load(CheckpointPublished checkpoint) {
        // A weight has at least two bytes: a checkpoint that is far too large is not even read.
        if (checkpoint.parameters() > limits.bytes / Short.BYTES) {
            failures.refuse(
                    checkpoint, tooLarge(checkpoint, checkpoint.parameters() * Short.BYTES));
        } else if (loaded.size() + evicted.size() <= limits.models
                && loader.begin(checkpoint, free())) {
            advanceLoad();
        }
    }

    private IllegalStateException tooLarge(CheckpointPublished checkpoint, long bytes) {
        return new IllegalStateException(
                "a model of %d parameters needs %d MiB here, with its cache; models may take %d MiB (conteur.generator.max-model-bytes, or a larger heap)"
                        .formatted(checkpoint.parameters(), bytes >> 20, limits.bytes >> 20));
    }

    /** Frees memory for the load that waits for it, and takes in the one that has ended. */
    private void advanceLoad() {
        loader.waiting().ifPresent(this::makeRoom);
        loader.takeEnded().ifPresent(this::takeIn);
    }

    private void makeRoom(CheckpointLoader.Load load) {
        long needed = load.verified().join().memory().peak();
        if (needed > limits.bytes) {
            load.model().completeExceptionally(tooLarge(load.checkpoint(), needed));
            return;
        }
        while (bytes(loaded.values()) > limits.bytes - needed) {
            evict();
        }
        sweep();
        if (needed <= free()) {
            loader.proceed(load);
        }
    }

    private long free() {
        return limits.bytes - bytes(loaded.values()) - bytes(evicted);
    }

    /** Evicts the least recently used checkpoint. */
    private void evict() {
        Iterator<StoryModel> leastRecentlyUsed = loaded.values().iterator();
        evicted.add(leastRecentlyUsed.next());
        leastRecentlyUsed.remove();
    }

    private static long bytes(Collection<StoryModel> models) {
        return models.stream().mapToLong(StoryModel::bytes).sum();
    }

    private void takeIn(CheckpointLoader.Load load) {
        CheckpointPublished checkpoint = load.checkpoint();
        try {
            StoryModel model = load.model().join();
            loaded.put(checkpoint.artifact(), model);
            LOG.infof(
                    "model %s can answer from step %d, with %d MiB",
                    checkpoint.model(), checkpoint.step(), model.bytes() >> 20);
            failures.remove(checkpoint.artifact());
            clearTrouble();
            if (lookup.newest(checkpoint.model()).equals(Optional.of(checkpoint))) {
                serveFrom(checkpoint);
            }
            while (loaded.size() > limits.models) {
                evict();
            }
            sweep();
        } catch (CompletionException e) {
            fail(checkpoint, e.getCause());
        }
    }

    private void fail(CheckpointPublished checkpoint, @Nullable Throwable why) {
        if (why == null || !CheckpointLoader.environmentFailed(why)) {
            clearTrouble();
            failures.refuse(checkpoint, why);
            return;
        }
        failures.postpone(checkpoint, why);
        postponed = checkpoint;
        trouble = FailedCheckpoints.reason(why);
        if (why instanceof OutOfMemoryError && !loaded.isEmpty()) {
            evict(); // There is less memory than the limit says.
            sweep();
        }
    }

    private void clearTrouble() {
        postponed = null;
        trouble = null;
    }

    /**
     * Makes a checkpoint the one that its model is served from, and evicts the one before. If that
     * is pinned later and loaded again, it is evicted like any other.
     */
    private void serveFrom(CheckpointPublished checkpoint) {
        ArtifactReference before = current.put(checkpoint.model(), checkpoint.artifact());
        if (before != null && !before.equals(checkpoint.artifact())) {
            StoryModel old = loaded.remove(before);
            if (old != null) {
                evicted.add(old);
                sweep();
            }
        }
    }

    /** Closes the evicted checkpoints whose sequences have all ended. */
    public void sweep() {
        evicted.removeIf(
                model -> {
                    boolean unused = model.sequences() == 0;
                    if (unused) {
                        model.close();
                    }
                    return unused;
                });
    }

    /** Closes a model that failed while it decoded; its checkpoint is loaded anew when needed. */
    public void discard(StoryModel model) {
        if (loaded.values().remove(model) || evicted.remove(model)) {
            model.close();
        }
    }

    @Override
    public void close() {
        loader.takeEnded().ifPresent(this::takeIn);
        loader.close();
        evicted.forEach(StoryModel::close);
        evicted.clear();
        loaded.values().forEach(StoryModel::close);
        loaded.clear();
    }
}
