package io.conteur.storygenerator;

import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.CheckpointPublished;
import io.conteur.gpt.CheckpointException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings checkpoints into memory beside whatever else goes on, one at a time. A store that cannot
 * be read for a moment is tried again before the checkpoint is given up. For one thread.
 */
final class Loads implements AutoCloseable {
    private static final int TRIES = 3;

    private final Loader loader;
    private final Executor thread;
    private final Duration pause;
    private @Nullable Load underWay;

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

    /** A checkpoint and, once it is there, who tells with it. */
    record Load(CheckpointPublished checkpoint, CompletableFuture<Narrator> narrator) {}

    /**
     * @param thread runs what takes long
     * @param pause between two tries
     */
    Loads(Loader loader, Executor thread, Duration pause) {
        this.loader = loader;
        this.thread = thread;
        this.pause = pause;
    }

    /** Begins to load a checkpoint; false when another is being loaded. */
    boolean begin(CheckpointPublished checkpoint) {
        if (underWay != null) {
            return false;
        }
        Load load = new Load(checkpoint, new CompletableFuture<>());
        underWay = load;
        thread.execute(() -> load(load, TRIES));
        return true;
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

    private void load(Load load, int tries) {
        try {
            load.narrator.complete(loader.load(load.checkpoint));
        } catch (IOException e) {
            if (tries > 1 && mayPass(e)) {
                CompletableFuture.delayedExecutor(pause.toMillis(), TimeUnit.MILLISECONDS, thread)
                        .execute(() -> load(load, tries - 1));
            } else {
                load.narrator.completeExceptionally(e);
            }
        } catch (RuntimeException | Error e) {
            load.narrator.completeExceptionally(e);
        }
    }

    /** What was read and is wrong stays wrong; what could not be read may be read soon. */
    private static boolean mayPass(IOException fault) {
        return !(fault instanceof DamagedArtifactException)
                && !(fault instanceof CheckpointException);
    }

    /** What still comes is let go of at once. */
    @Override
    public void close() {
        if (underWay != null) {
            var unused = underWay.narrator.thenAccept(Narrator::close);
        }
    }
}
