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
 * Which checkpoints there are. Nobody gets an answer before the broker's are known, and what is not
 * known is looked up there once more before anybody is told that it does not exist; that takes
 * time, and nobody is made to wait for it. For one thread.
 */
public final class CheckpointLookup {
    private final CheckpointCatalog known;
    private final Broker broker;
    private final long openedNanos;
    private @Nullable LookUp underWay;
    private @Nullable LookUp last;

    /**
     * Where checkpoints are looked up.
     *
     * @param catchUp completes when what is known holds what the broker held at the call
     * @param nanos a monotonic clock
     * @param news run when a look-up has ended
     */
    public record Broker(
            Supplier<CompletableFuture<Void>> catchUp, LongSupplier nanos, Runnable news) {}

    private record LookUp(long beginNanos, CompletableFuture<Void> done) {}

    public CheckpointLookup(CheckpointCatalog known, Broker broker) {
        this.known = known;
        this.broker = broker;
        this.openedNanos = broker.nanos.getAsLong();
    }

    /**
     * The checkpoints of a model, the newest first; empty as long as they are being looked up.
     *
     * @param model the one with the newest checkpoint when null
     * @param askedNanos what the broker held then counts
     * @throws PromptRefusedException when there is none
     */
    Optional<List<CheckpointPublished>> checkpoints(@Nullable String model, long askedNanos)
            throws PromptRefusedException {
        if (!read(find(model).isEmpty() ? askedNanos : openedNanos)) {
            return Optional.empty();
        }
        List<CheckpointPublished> checkpoints = find(model);
        if (checkpoints.isEmpty()) {
            throw PromptRefusedException.rejected(absence(model));
        }
        return Optional.of(checkpoints);
    }

    /** The newest checkpoint of a model that has been heard of so far. */
    Optional<CheckpointPublished> newest(String model) {
        return known.checkpoints(model).stream().findFirst();
    }

    /**
     * A checkpoint that a prompt asks for, whatever came since; empty as long as it is being looked
     * up.
     *
     * @param askedNanos what the broker held then counts
     * @throws PromptRefusedException when the broker has not told of it, or no longer remembers
     */
    Optional<CheckpointPublished> pinned(ArtifactReference artifact, long askedNanos)
            throws PromptRefusedException {
        if (!read(known.pinned(artifact).isEmpty() ? askedNanos : openedNanos)) {
            return Optional.empty();
        }
        Optional<CheckpointPublished> pinned = known.pinned(artifact);
        if (pinned.isEmpty()) {
            throw PromptRefusedException.rejected(
                    "checkpoint %s is not among the latest of its model".formatted(artifact.key()));
        }
        return pinned;
    }

    /** Whether all that the broker held at some time is known; if not, it is looked up. */
    private boolean read(long sinceNanos) {
        settle();
        if (!covered(sinceNanos) && underWay == null) {
            long beginNanos = broker.nanos.getAsLong();
            CompletableFuture<Void> done = broker.catchUp.get();
            underWay = new LookUp(beginNanos, done);
            var unused = done.whenComplete((held, failure) -> broker.news.run());
            settle();
        }
        return covered(sinceNanos);
    }

    /** A look-up that fails for good is no answer: the broker's checkpoints are out of reach. */
    private void settle() {
        if (underWay != null && underWay.done.isDone()) {
            underWay.done.join();
            last = underWay;
            underWay = null;
        }
    }

    private boolean covered(long sinceNanos) {
        return last != null && last.beginNanos - sinceNanos >= 0;
    }

    private List<CheckpointPublished> find(@Nullable String model) {
        return model == null
                ? known.newest().map(known::checkpoints).orElse(List.of())
                : known.checkpoints(model);
    }

    private String absence(@Nullable String model) {
        List<String> names = known.names();
        return names.isEmpty()
                ? "there is no model yet: train one with ./conteur train, or send a"
                        + " TrainingRequested to conteur.training-requests"
                : "there is no model %s; there are %s".formatted(model, String.join(", ", names));
    }
}
