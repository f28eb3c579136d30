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
 * Loads checkpoints on threads of their own, one at a time and in two steps:
 *
 * <pre>
 *   begin ─► verify ─► (waiting, until proceed) ─► load ─► takeEnded
 * </pre>
 *
 * <p>It waits only when the checkpoint needs more memory than was free at the beginning. Either
 * step is retried a few times when the store cannot be read. For one thread.
 */
public final class CheckpointLoader implements AutoCloseable {
    private static final int MAX_ATTEMPTS = 3;

    private final Verifier verifier;
    private final Executor executor;
    private final Duration pause;
    private @Nullable Load current;
    private boolean proceeding;

    /** The first step: {@link LoadedCheckpoint#verify}. */
    @FunctionalInterface
    public interface Verifier {
        /**
         * Fetches and verifies what generation needs, and keeps nothing of it in memory.
         *
         * @throws IOException when the checkpoint is missing, damaged, invalid or cannot be read
         */
        Verified verify(CheckpointPublished checkpoint) throws IOException;
    }

    /** A checkpoint with the checksum of its event, and the second step. */
    public interface Verified {
        /** What it needs while it is loaded and afterwards. */
        EngineMemory memory();

        /**
         * Loads it into memory.
         *
         * @throws IOException when it cannot be read or is invalid
         */
        StoryModel load() throws IOException;
    }

    /**
     * A checkpoint that is being loaded.
     *
     * @param freeBytes with up to so many, it is loaded without waiting
     * @param model completes with the loaded checkpoint, or exceptionally
     */
    record Load(
            CheckpointPublished checkpoint,
            long freeBytes,
            CompletableFuture<Verified> verified,
            CompletableFuture<StoryModel> model) {
        private boolean isVerified() {
            return verified.isDone() && !verified.isCompletedExceptionally();
        }

        private boolean fits() {
            return verified.join().memory().peak() <= freeBytes;
        }
    }

    private interface Step<T> {
        T take() throws IOException;
    }

    /**
     * @param executor runs the steps, which take long
     * @param pause before a retry
     */
    public CheckpointLoader(Verifier verifier, Executor executor, Duration pause) {
        this.verifier = verifier;
        this.executor = executor;
        this.pause = pause;
    }

    /**
     * Begins to load a checkpoint; false when another is being loaded.
     *
     * @param freeBytes for models, as long as nothing else is loaded
     */
    boolean begin(CheckpointPublished checkpoint, long freeBytes) {
        if (current != null) {
            return false;
        }
        Load load =
                new Load(
                        checkpoint,
                        freeBytes,
                        new CompletableFuture<>(),
                        new CompletableFuture<>());
        current = load;
        proceeding = false;
        executor.execute(() -> verify(load));
        return true;
    }

    private void verify(Load load) {
        var unused =
                load.verified.whenComplete(
                        (verified, why) -> {
                            if (why != null) {
                                load.model.completeExceptionally(why);
                            } else if (load.fits()) {
                                loadVerified(load);
                            }
                        });
        attempt(() -> verifier.verify(load.checkpoint), load.verified, MAX_ATTEMPTS);
    }

    /** The load whose checkpoint is verified and waits for memory. */
    Optional<Load> waiting() {
        return Optional.ofNullable(current)
                .filter(load -> !proceeding && load.isVerified() && !load.model.isDone())
                .filter(load -> !load.fits());
    }

    /** Loads the checkpoint that waits: there is memory for it. */
    void proceed(Load load) {
        proceeding = true;
        loadVerified(load);
    }

    private void loadVerified(Load load) {
        executor.execute(() -> attempt(load.verified.join()::load, load.model, MAX_ATTEMPTS));
    }

    /** Whether a checkpoint has passed all checks and is on its way into memory. */
    boolean loading() {
        return current != null && current.isVerified() && (proceeding || current.fits());
    }

    /** Hands over the load that has ended, if one has; another may begin then. */
    Optional<Load> takeEnded() {
        if (current == null || !current.model.isDone()) {
            return Optional.empty();
        }
        Load ended = current;
        current = null;
        return Optional.of(ended);
    }

    private <T> void attempt(Step<T> step, CompletableFuture<T> result, int attemptsLeft) {
        try {
            result.complete(step.take());
        } catch (IOException e) {
            if (attemptsLeft > 1 && transientFault(e)) {
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, executor)
                        .execute(() -> attempt(step, result, attemptsLeft - 1));
            } else {
                result.completeExceptionally(e);
            }
        } catch (RuntimeException | Error e) {
            result.completeExceptionally(e);
        }
    }

    /** Whether a retry may succeed: content that was read and is invalid stays so. */
    private static boolean transientFault(IOException fault) {
        return !(fault instanceof DamagedArtifactException)
                && !(fault instanceof CheckpointException)
                && !(fault instanceof InvalidTokenizerException);
    }

    /**
     * Whether something other than the checkpoint made a load fail: memory, a native library, or
     * the store. A missing artifact is the checkpoint's fault, for the store's root was there.
     */
    static boolean environmentFailed(@Nullable Throwable fault) {
        return fault instanceof Error
                || (fault instanceof IOException io
                        && transientFault(io)
                        && !(io instanceof NoSuchFileException));
    }

    /** A checkpoint that is still loaded later is closed at once. */
    @Override
    public void close() {
        if (current != null) {
            var unused = current.model.thenAccept(StoryModel::close);
        }
    }
}
