package io.conteur.storygenerator;

import io.conteur.events.ArtifactReference;
import io.conteur.events.CheckpointPublished;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoints there are. Nobody gets an answer before the broker's are known, and what is not
 * known is looked up there once more before anybody is told that it does not exist. For one thread.
 */
final class Library {
    private static final long LIMIT_SECONDS = 60;

    private final KnownModels known;
    private final Supplier<CompletableFuture<Void>> catchUp;
    private boolean read;

    /**
     * @param catchUp completes when {@code known} holds what the broker held at the call
     */
    Library(KnownModels known, Supplier<CompletableFuture<Void>> catchUp) {
        this.known = known;
        this.catchUp = catchUp;
    }

    /**
     * The checkpoints of a model, the newest first; at least one.
     *
     * @param model the one with the newest checkpoint when null
     * @throws UnansweredException when there is none
     */
    List<CheckpointPublished> checkpoints(@Nullable String model) throws UnansweredException {
        if (!read || find(model).isEmpty()) {
            catchUp();
        }
        List<CheckpointPublished> checkpoints = find(model);
        if (checkpoints.isEmpty()) {
            throw UnansweredException.rejected(absence(model));
        }
        return checkpoints;
    }

    /**
     * A checkpoint that a prompt asks for, whatever came since.
     *
     * @throws UnansweredException when the broker has not told of it, or no longer remembers
     */
    CheckpointPublished pinned(ArtifactReference artifact) throws UnansweredException {
        if (!read || known.pinned(artifact).isEmpty()) {
            catchUp();
        }
        return known.pinned(artifact)
                .orElseThrow(
                        () ->
                                UnansweredException.rejected(
                                        "checkpoint %s is not among the latest of its model"
                                                .formatted(artifact.key())));
    }

    private void catchUp() {
        catchUp.get().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        read = true;
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
