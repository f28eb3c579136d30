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
 * The checkpoints in memory: at most a number of them, and one more while the next is loaded or
 * stories on the one before come to their end; and never more bytes than there are for models. The
 * newest usable one of a model answers for it. The least recently used one is evicted, once no
 * story is told with it. For one thread.
 */
public final class ModelCache implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(ModelCache.class);

    private final CheckpointLookup library;
    private final CheckpointLoader loads;
    private final FailedCheckpoints refusals;
    private final Room room;
    private final Map<ArtifactReference, StoryModel> loaded = new LinkedHashMap<>(16, 0.75f, true);

    /** They take no more stories, and are let go of after the last of theirs. */
    private final List<StoryModel> leaving = new ArrayList<>();

    /** The checkpoint that last answered for each model. */
    private final Map<String, ArtifactReference> current = new HashMap<>();

    /** The checkpoint that could not be loaded for want of something else, and why. */
    private @Nullable CheckpointPublished postponed;

    private volatile @Nullable String trouble;

    /**
     * What checkpoints in memory may take.
     *
     * @param models beside one that comes or goes
     * @param bytes of all, that one included
     */
    public record Room(int models, long bytes) {}

    public ModelCache(
            CheckpointLookup library,
            CheckpointLoader loads,
            FailedCheckpoints refusals,
            Room room) {
        this.library = library;
        this.loads = loads;
        this.refusals = refusals;
        this.room = room;
    }

    /** Why no checkpoint can be loaded now, whichever it is; for any thread. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /**
     * The narrator of a model as it is now; empty while it is being looked up or loaded.
     *
     * @param model the one with the newest checkpoint when null
     * @param askedNanos what was published before counts
     * @throws PromptRefusedException when there is no such model, or no checkpoint of it can be
     *     used
     */
    public Optional<StoryModel> narrator(@Nullable String model, long askedNanos)
            throws PromptRefusedException {
        Optional<List<CheckpointPublished>> known = library.checkpoints(model, askedNanos);
        return known.isEmpty() ? Optional.empty() : newest(known.get());
    }

    private Optional<StoryModel> newest(List<CheckpointPublished> checkpoints)
            throws PromptRefusedException {
        boolean mayPass = false;
        for (CheckpointPublished checkpoint : checkpoints) {
            if (usable(checkpoint)) {
                StoryModel narrator = loaded.get(checkpoint.artifact());
                if (narrator != null) {
                    succeed(checkpoint);
                }
                return Optional.ofNullable(narrator);
            }
            mayPass |= refusals.mayPass(checkpoint.artifact());
        }
        if (mayPass) {
            return Optional.empty();
        }
        CheckpointPublished newest = checkpoints.get(0);
        throw PromptRefusedException.failed(
                "no checkpoint of model %s can be used: %s"
                        .formatted(newest.model(), reason(newest)));
    }

    /**
     * The narrator of one checkpoint; empty while it is being looked up or loaded.
     *
     * @param askedNanos what was published before counts
     * @throws PromptRefusedException when it is not known or cannot be used
     */
    public Optional<StoryModel> pinned(ArtifactReference artifact, long askedNanos)
            throws PromptRefusedException {
        Optional<CheckpointPublished> known = library.pinned(artifact, askedNanos);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        if (!usable(known.get()) && !refusals.mayPass(artifact)) {
            throw PromptRefusedException.failed(
                    "checkpoint %s cannot be used: %s"
                            .formatted(artifact.key(), reason(known.get())));
        }
        return Optional.ofNullable(loaded.get(artifact));
    }

    /**
     * Loads what is new of the models that have answered, so that their next prompt finds it, and
     * what could not be loaded a while ago.
     */
    public void renew() {
        if (postponed != null && refusals.allow(postponed.artifact())) {
            usable(postponed);
        }
        for (Map.Entry<String, ArtifactReference> model : List.copyOf(current.entrySet())) {
            if (loaded.containsKey(model.getValue())) {
                library.newest(model.getKey())
                        .filter(newest -> refusals.clear(newest.artifact()))
                        .ifPresent(this::usable);
            }
        }
    }

    private String reason(CheckpointPublished checkpoint) {
        return refusals.reason(checkpoint.artifact()).orElse("it is being loaded again");
    }

    /** False when it is refused; else it is in memory, or will be. */
    private boolean usable(CheckpointPublished checkpoint) {
        ArtifactReference artifact = checkpoint.artifact();
        settle();
        if (!loaded.containsKey(artifact) && !stay(artifact) && refusals.allow(artifact)) {
            load(checkpoint);
        }
        return loaded.containsKey(artifact) || refusals.clear(artifact);
    }

    /** Takes back one that was leaving, if there is room and nobody waits for more. */
    private boolean stay(ArtifactReference artifact) {
        if (loaded.size() < room.models && loads.waiting().isEmpty()) {
            for (StoryModel narrator : leaving) {
                if (narrator.checkpoint().artifact().equals(artifact)) {
                    leaving.remove(narrator);
                    loaded.put(artifact, narrator);
                    return true;
                }
            }
        }
        return false;
    }

    private void load(CheckpointPublished checkpoint) {
        // A weight has two bytes at least: what is far too large is not even read.
        if (checkpoint.parameters() > room.bytes / Short.BYTES) {
            refusals.add(checkpoint, tooLarge(checkpoint, checkpoint.parameters() * Short.BYTES));
        } else if (loaded.size() + leaving.size() <= room.models
                && loads.begin(checkpoint, free())) {
            settle();
        }
    }

    private IllegalStateException tooLarge(CheckpointPublished checkpoint, long bytes) {
        return new IllegalStateException(
                "a model of %d parameters needs %d MiB here, with its cache; models may take %d MiB (conteur.generator.max-model-bytes, or a larger heap)"
                        .formatted(checkpoint.parameters(), bytes >> 20, room.bytes >> 20));
    }

    /** Goes on with what waits for room, and takes in what has been loaded since. */
    private void settle() {
        loads.waiting().ifPresent(this::admit);
        loads.ended().ifPresent(this::settle);
    }

    private void admit(CheckpointLoader.Load load) {
        long needed = load.verified().join().memory().peak();
        if (needed > room.bytes) {
            load.narrator().completeExceptionally(tooLarge(load.checkpoint(), needed));
            return;
        }
        while (bytes(loaded.values()) > room.bytes - needed) {
            retire();
        }
        sweep();
        if (needed <= free()) {
            loads.proceed(load);
        }
    }

    private long free() {
        return room.bytes - bytes(loaded.values()) - bytes(leaving);
    }

    /** The least recently used one takes no more stories. */
    private void retire() {
        Iterator<StoryModel> leastRecentlyUsed = loaded.values().iterator();
        leaving.add(leastRecentlyUsed.next());
        leastRecentlyUsed.remove();
    }

    private static long bytes(Collection<StoryModel> narrators) {
        return narrators.stream().mapToLong(StoryModel::bytes).sum();
    }

    private void settle(CheckpointLoader.Load load) {
        CheckpointPublished checkpoint = load.checkpoint();
        try {
            StoryModel narrator = load.narrator().join();
            loaded.put(checkpoint.artifact(), narrator);
            LOG.infof(
                    "model %s can answer from step %d, with %d MiB",
                    checkpoint.model(), checkpoint.step(), narrator.bytes() >> 20);
            refusals.remove(checkpoint.artifact());
            clearTrouble();
            if (library.newest(checkpoint.model()).equals(Optional.of(checkpoint))) {
                succeed(checkpoint);
            }
            makeRoom();
        } catch (CompletionException e) {
            fail(checkpoint, e.getCause());
        }
    }

    private void fail(CheckpointPublished checkpoint, @Nullable Throwable why) {
        if (why == null || !CheckpointLoader.surroundingsFailed(why)) {
            clearTrouble();
            refusals.add(checkpoint, why);
            return;
        }
        refusals.postpone(checkpoint, why);
        postponed = checkpoint;
        trouble = FailedCheckpoints.reason(why);
        if (why instanceof OutOfMemoryError && !loaded.isEmpty()) {
            retire(); // There is less memory than was thought.
            sweep();
        }
    }

    private void clearTrouble() {
        postponed = null;
        trouble = null;
    }

    private void makeRoom() {
        while (loaded.size() > room.models) {
            retire();
        }
        sweep();
    }

    /**
     * Once a checkpoint answers for its model, the one before goes, but only once: if somebody pins
     * it later, it stays as long as any other.
     */
    private void succeed(CheckpointPublished checkpoint) {
        ArtifactReference before = current.put(checkpoint.model(), checkpoint.artifact());
        if (before != null && !before.equals(checkpoint.artifact())) {
            StoryModel old = loaded.remove(before);
            if (old != null) {
                leaving.add(old);
                sweep();
            }
        }
    }

    /** Closes the checkpoints that take no more stories and have told all of theirs. */
    public void sweep() {
        leaving.removeIf(
                narrator -> {
                    boolean done = narrator.rows() == 0;
                    if (done) {
                        narrator.close();
                    }
                    return done;
                });
    }

    /** It broke down: whoever asks for its checkpoint next gets it afresh. */
    public void discard(StoryModel narrator) {
        if (loaded.values().remove(narrator) || leaving.remove(narrator)) {
            narrator.close();
        }
    }

    @Override
    public void close() {
        loads.ended().ifPresent(this::settle);
        loads.close();
        leaving.forEach(StoryModel::close);
        leaving.clear();
        loaded.values().forEach(StoryModel::close);
        loaded.clear();
    }
}
