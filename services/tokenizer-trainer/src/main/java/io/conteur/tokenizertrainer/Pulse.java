package io.conteur.tokenizertrainer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The sign of life of the job in hand, and the wish that it stops. Jobs beat it; the watchdog
 * listens; a shutdown stops it for good.
 */
final class Pulse {
    private static final long SLICE_MILLIS = 200;

    /** Lets time pass. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(long millis) throws InterruptedException;
    }

    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private volatile boolean working;
    private volatile boolean stopping;
    private volatile long lastBeat;

    Pulse(LongSupplier nanoTime) {
        this(nanoTime, Thread::sleep);
    }

    Pulse(LongSupplier nanoTime, Sleeper sleeper) {
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
    }

    void begin() {
        lastBeat = nanoTime.getAsLong();
        working = true;
    }

    /**
     * The job moved on and would now go on.
     *
     * @throws StoppedException when it shall not
     */
    void beat() {
        lastBeat = nanoTime.getAsLong();
        if (stopping) {
            throw new StoppedException();
        }
    }

    /**
     * Lets that much time pass in which the job cannot move on by itself.
     *
     * @throws StoppedException when it shall not go on
     */
    void pause(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= SLICE_MILLIS) {
            beat();
            try {
                sleeper.sleep(SLICE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoppedException();
            }
        }
    }

    /**
     * Waits for something that is done elsewhere and may take as long as an outage, and beats.
     *
     * @throws StoppedException when the job shall not go on
     */
    void await(CompletionStage<Void> work) {
        CompletableFuture<Void> future = work.toCompletableFuture();
        while (true) {
            try {
                future.get(SLICE_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                beat();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoppedException();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new IllegalStateException(e.getCause());
            }
        }
    }

    void end() {
        working = false;
    }

    /** Asks the job in hand, and every later one, to stop at its next beat. */
    void stop() {
        stopping = true;
    }

    /** How long the job in hand has not moved; zero without one. */
    Duration silence() {
        return working ? Duration.ofNanos(nanoTime.getAsLong() - lastBeat) : Duration.ZERO;
    }
}
