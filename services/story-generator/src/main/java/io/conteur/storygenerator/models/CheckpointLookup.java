package io.conteur.storygenerator.models;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.storygenerator.request.PromptRefusedException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the checkpoints of a prompt's model. Nothing is found before the catalog has caught up with
 * the broker once, and a model is declared absent only after the catalog has caught up with what
 * the broker held when the prompt was received. No call waits for that. For one thread.
 */
public final class CheckpointLookup {
    private final CheckpointCatalog catalog;
    private final Broker broker;
    private final long openedNanos;
    private @Nullable LookUp inFlight;
    private @Nullable LookUp last;

    /**
     * The broker that the catalog is read from, by {@code GeneratorTables}.
     *
     * @param catchUp completes when the catalog holds all that the broker held at the call
     * @param nanos a monotonic clock
     * @param onCaughtUp run when such a look-up has ended
     */
    public record Broker(
            Supplier<CompletableFuture<Void>> catchUp, LongSupplier nanos, Runnable onCaughtUp) {}

    private record LookUp(long beginNanos, CompletableFuture<Void> done) {}

    public CheckpointLookup(CheckpointCatalog catalog, Broker broker) {
        this.catalog = catalog;
        this.broker = broker;
        this.openedNanos = broker.nanos.getAsLong();
    }

    long openedNanos() {
        return openedNanos;
    }

    /**
     * The checkpoints of a model, the newest first; empty while the catalog catches up.
     *
     * @param model null for the model with the newest checkpoint
     * @param receivedNanos when the prompt was received
     * @throws PromptRefusedException when the broker held no checkpoint of the model then
     */
    Optional<List<CheckpointPublished>> checkpoints(@Nullable String model, long receivedNanos)
            throws PromptRefusedException {
        if (!catchUp(find(model).isEmpty() ? receivedNanos : openedNanos)) {
            return Optional.empty();
        }
        List<CheckpointPublished> checkpoints = find(model);
        if (checkpoints.isEmpty()) {
            throw PromptRefusedException.rejected(absence(model));
        }
        return Optional.of(checkpoints);
    }

    /** The newest checkpoint of a model in the catalog. */
    Optional<CheckpointPublished> newest(String model) {
        return catalog.checkpoints(model).stream().findFirst();
    }

    /**
     * A checkpoint by its artifact, newest or not; empty while the catalog catches up.
     *
     * @param receivedNanos when the prompt was received
     * @throws PromptRefusedException when it is none of the latest checkpoints of its model
     */
    Optional<CheckpointPublished> pinned(ArtifactReference artifact, long receivedNanos)
            throws PromptRefusedException {
        if (!catchUp(catalog.pinned(artifact).isEmpty() ? receivedNanos : openedNanos)) {
            return Optional.empty();
        }
        Optional<CheckpointPublished> pinned = catalog.pinned(artifact);
        if (pinned.isEmpty()) {
            throw PromptRefusedException.rejected(
                    "checkpoint %s is not among the latest of its model".formatted(artifact.key()));
        }
        return pinned;
    }

    /** Starts to catch up unless the catalog covers a time; whether it does. */
    private boolean catchUp(long sinceNanos) {
        settle();
        if (!covered(sinceNanos) && inFlight == null) {
            long beginNanos = broker.nanos.getAsLong();
            CompletableFuture<Void> done = broker.catchUp.get();
            inFlight = new LookUp(beginNanos, done);
            var unused = done.whenComplete((caughtUp, failure) -> broker.onCaughtUp.run());
            settle();
        }
        return covered(sinceNanos);
    }

    /**
     * Takes note of a look-up that has ended.
     *
     * @throws java.util.concurrent.CompletionException when it failed, which is for good: the
     *     absence of a model would be a guess
     */
    private void settle() {
        if (inFlight != null && inFlight.done.isDone()) {
            inFlight.done.join();
            last = inFlight;
            inFlight = null;
        }
    }

    private boolean covered(long sinceNanos) {
        return last != null && last.beginNanos - sinceNanos >= 0;
    }

    private List<CheckpointPublished> find(@Nullable String model) {
        return model == null
                ? catalog.newest().map(catalog::checkpoints).orElse(List.of())
                : catalog.checkpoints(model);
    }

    private String absence(@Nullable String model) {
        List<String> names = catalog.names();
        return names.isEmpty()
                ? "there is no model yet: train one with ./conteur train, or send a"
                        + " TrainingRequested to conteur.training-requests"
                : "there is no model %s; there are %s".formatted(model, String.join(", ", names));
    }
}
