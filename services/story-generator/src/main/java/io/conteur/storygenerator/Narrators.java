package io.conteur.storygenerator;

import io.conteur.events.ArtifactReference;
import io.conteur.events.CheckpointPublished;
import java.util.ArrayList;
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
 * The checkpoints in memory: so many, and one more while the next is loaded or stories on the one
 * before come to their end. The newest usable one of a model answers for it. The one not used for
 * longest makes room; none is let go of while a story is told with it. For one thread.
 */
final class Narrators implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Narrators.class);

    private final Library library;
    private final Loads loads;
    private final Refusals refusals;
    private final int limit;
    private final Map<ArtifactReference, Narrator> loaded = new LinkedHashMap<>(16, 0.75f, true);

    /** They take no more stories, and are let go of after the last of theirs. */
    private final List<Narrator> leaving = new ArrayList<>();

    /** The checkpoint that last answered for each model. */
    private final Map<String, ArtifactReference> current = new HashMap<>();

    /**
     * @param limit checkpoints in memory, beside one that comes or goes
     */
    Narrators(Library library, Loads loads, Refusals refusals, int limit) {
        this.library = library;
        this.loads = loads;
        this.refusals = refusals;
        this.limit = limit;
    }

    /**
     * The narrator of a model as it is now; empty while it is being looked up or loaded.
     *
     * @param model the one with the newest checkpoint when null
     * @param askedNanos what was published before counts
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
                Narrator narrator = loaded.get(checkpoint.artifact());
                if (narrator != null) {
                    succeed(checkpoint);
                }
                return Optional.ofNullable(narrator);
            }
        }
        CheckpointPublished newest = checkpoints.get(0);
        throw UnansweredException.failed(
                "no checkpoint of model %s can be used: %s"
                        .formatted(newest.model(), reason(newest)));
    }

    /**
     * The narrator of one checkpoint; empty while it is being looked up or loaded.
     *
     * @param askedNanos what was published before counts
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
                            .formatted(artifact.key(), reason(known.get())));
        }
        return Optional.ofNullable(loaded.get(artifact));
    }

    /** Loads what is new of the models that have answered, so that their next prompt finds it. */
    void renew() {
        for (Map.Entry<String, ArtifactReference> model : List.copyOf(current.entrySet())) {
            if (loaded.containsKey(model.getValue())) {
                library.newest(model.getKey())
                        .filter(newest -> refusals.reason(newest.artifact()).isEmpty())
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
        return loaded.containsKey(artifact) || refusals.reason(artifact).isEmpty();
    }

    /** Takes back one that was leaving, if there is room. */
    private boolean stay(ArtifactReference artifact) {
        if (loaded.size() < limit) {
            for (Narrator narrator : leaving) {
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
        if (loaded.size() + leaving.size() <= limit && loads.begin(checkpoint)) {
            settle();
        }
    }

    /** Takes in what has been loaded since. */
    private void settle() {
        loads.ended().ifPresent(this::settle);
    }

    private void settle(Loads.Load load) {
        CheckpointPublished checkpoint = load.checkpoint();
        try {
            loaded.put(checkpoint.artifact(), load.narrator().join());
            LOG.infof("model %s can answer from step %d", checkpoint.model(), checkpoint.step());
            refusals.remove(checkpoint.artifact());
            if (library.newest(checkpoint.model()).equals(Optional.of(checkpoint))) {
                succeed(checkpoint);
            }
            makeRoom();
        } catch (CompletionException e) {
            refusals.add(checkpoint, e.getCause());
        }
    }

    private void makeRoom() {
        Iterator<Narrator> longestUnused = loaded.values().iterator();
        while (loaded.size() > limit) {
            leaving.add(longestUnused.next());
            longestUnused.remove();
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
            Narrator old = loaded.remove(before);
            if (old != null) {
                leaving.add(old);
                sweep();
            }
        }
    }

    /** Lets go of the checkpoints that take no more stories and have told all of theirs. */
    void sweep() {
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
    void discard(Narrator narrator) {
        if (loaded.values().remove(narrator) || leaving.remove(narrator)) {
            narrator.close();
        }
    }

    @Override
    public void close() {
        settle();
        loads.close();
        leaving.forEach(Narrator::close);
        leaving.clear();
        loaded.values().forEach(Narrator::close);
        loaded.clear();
    }
}
