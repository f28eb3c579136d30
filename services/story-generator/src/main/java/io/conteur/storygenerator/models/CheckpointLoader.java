package io.conteur.storygenerator.models;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.gpt.EngineMemory;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.tokenizer.InvalidTokenizerException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings checkpoints into memory beside whatever else goes on, one at a time and in two steps: a
 * checkpoint is verified, then waits until there is room for it, then is loaded. A store that
 * cannot be read for a moment is tried again before the load fails. For one thread.
 */
public final class CheckpointLoader implements AutoCloseable {
    private static final int TRIES = 3;

    private final Loader loader;
    private final Executor thread;
    private final Duration pause;
    private @Nullable Load underWay;
    private boolean proceeding;

    /** Verifies a checkpoint. */
    @FunctionalInterface
    public interface Loader {
        /**
         * Reads the whole checkpoint, but keeps nothing of it in memory.
         *
         * @throws IOException when the checkpoint is missing, damaged or not one
         */
        Verified verify(CheckpointPublished checkpoint) throws IOException;
    }

    /** A checkpoint that is as it was published. */
    public interface Verified {
        /** What it takes to load and keep it. */
        EngineMemory memory();

        /**
         * Brings it into memory.
         *
         * @throws IOException when it cannot be used after all
         */
        StoryModel load() throws IOException;
    }

    /**
     * A checkpoint and, once it is there, who tells with it.
     *
     * @param room bytes that it may take without asking
     */
    record Load(
            CheckpointPublished checkpoint,
            long room,
            CompletableFuture<Verified> verified,
            CompletableFuture<StoryModel> narrator) {
        private boolean fits() {
            return verified.join().memory().peak() <= room;
        }
    }

    private interface Step<T> {
        T take() throws IOException;
    }

    /**
     * @param thread runs what takes long
     * @param pause between two tries
     */
    public CheckpointLoader(Loader loader, Executor thread, Duration pause) {
        this.loader = loader;
        this.thread = thread;
        this.pause = pause;
    }

    /**
     * Begins to load a checkpoint; false when another is being loaded.
     *
     * @param room bytes that are free as long as nothing else is loaded
     */
    boolean begin(CheckpointPublished checkpoint, long room) {
        if (underWay != null) {
            return false;
        }
        Load load =
                new Load(checkpoint, room, new CompletableFuture<>(), new CompletableFuture<>());
        underWay = load;
        proceeding = false;
        thread.execute(() -> verify(load));
        return true;
    }

    private void verify(Load load) {
        var unused =
                load.verified.whenComplete(
                        (verified, why) -> {
                            if (why != null) {
                                load.narrator.completeExceptionally(why);
                            } else if (load.fits()) {
                                tryStep(verified::load, load.narrator, TRIES);
                            }
                        });
        tryStep(() -> loader.verify(load.checkpoint), load.verified, TRIES);
    }

    /** The load whose checkpoint is verified and waits for more room than there was. */
    Optional<Load> waiting() {
        return Optional.ofNullable(underWay)
                .filter(load -> !proceeding && load.verified.isDone() && !load.narrator.isDone())
                .filter(load -> !load.fits());
    }

    /** There is room for the checkpoint that waits. */
    void proceed(Load load) {
        proceeding = true;
        thread.execute(() -> tryStep(load.verified.join()::load, load.narrator, TRIES));
    }

    /** The load that has come to its end, once. */
    Optional<Load> ended() {
        if (underWay == null || !underWay.narrator.isDone()) {
            return Optional.empty();
        }
        Load ended = underWay;
        underWay = null;
        return Optional.of(ended);
    }

    private <T> void tryStep(Step<T> step, CompletableFuture<T> result, int tries) {
        try {
            result.complete(step.take());
        } catch (IOException e) {
            if (tries > 1 && mayPass(e)) {
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, thread)
                        .execute(() -> tryStep(step, result, tries - 1));
            } else {
                result.completeExceptionally(e);
            }
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    /** What was read and is wrong stays wrong; what could not be read may be read soon. */
    private static boolean mayPass(IOException fault) {
        return !(fault instanceof DamagedArtifactException)
                && !(fault instanceof CheckpointException)
                && !(fault instanceof InvalidTokenizerException);
    }

    /**
     * Whether a load failed for want of something else than the checkpoint: memory, a native
     * library, or the store, whose root is there when an artifact is found to be missing.
     */
    static boolean surroundingsFailed(@Nullable Throwable fault) {
        return fault instanceof Error
                || (fault instanceof IOException io
                        && mayPass(io)
                        && !(io instanceof NoSuchFileException));
    }

    /** What still comes is closed at once. */
    @Override
    public void close() {
        if (underWay != null) {
            var unused = underWay.narrator.thenAccept(StoryModel::close);
        }
    }
}
