package io.conteur.modeltrainer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The sign of life of the job in hand, and the wish that it stops. Jobs beat it; the watchdog
 * listens; a shutdown stops it for good, the loss of its record just the job in hand.
 */
final class Pulse {
    private static final long PAUSE_MILLIS = 200;

    /** What a job that shall stop still says has so many pauses to reach the broker. */
    private static final int LAST_PAUSES = 25;

    /** Lets time pass. */
    @FunctionalInterface
    interface Sleeper {
        void sleep(long millis) throws InterruptedException;
    }

    private final LongSupplier nanoTime;
    private final Sleeper sleeper;
    private volatile boolean working;
    private volatile boolean closing;
    private volatile boolean gone;
    private volatile BooleanSupplier withdrawn = () -> false;
    private volatile long lastBeat;

    Pulse(LongSupplier nanoTime) {
        this(nanoTime, Thread::sleep);
    }

    Pulse(LongSupplier nanoTime, Sleeper sleeper) {
        this.nanoTime = nanoTime;
        this.sleeper = sleeper;
    }

    /**
     * A job begins; nobody wishes anything of it yet.
     *
     * @param withdrawn whether its request has been taken back by now
     */
    void begin(BooleanSupplier withdrawn) {
        gone = false;
        this.withdrawn = withdrawn;
        lastBeat = nanoTime.getAsLong();
        working = true;
    }

    /** The job moved on. */
    void beat() {
        lastBeat = nanoTime.getAsLong();
    }

    /**
     * The job moved on and would now go on.
     *
     * @throws HandOverException when another shall go on instead
     * @throws JobEndedException when nobody shall
     */
    void beatOrStop() {
        beat();
        if (stopping()) {
            throw new HandOverException();
        }
        if (cancelled()) {
            throw JobEndedException.cancelled();
        }
    }

    /**
     * Lets a moment pass in which the job cannot move on by itself.
     *
     * @throws HandOverException when another shall go on instead
     * @throws JobEndedException when nobody shall
     */
    void pause() {
        beatOrStop();
        sleep();
    }

    /**
     * Lets that much time pass in which the job cannot move on by itself.
     *
     * @throws HandOverException when another shall go on instead
     * @throws JobEndedException when nobody shall
     */
    void pause(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= PAUSE_MILLIS) {
            pause();
        }
    }

    /**
     * Lets that much time pass before a job is tried again, or less when nobody wants it any more.
     *
     * @throws HandOverException when another shall go on instead
     */
    void rest(Duration time) {
        for (long left = time.toMillis(); left > 0 && !cancelled(); left -= PAUSE_MILLIS) {
            beat();
            if (stopping()) {
                throw new HandOverException();
            }
            sleep();
        }
    }

    /**
     * Waits for something that is done elsewhere and may take as long as an outage, and beats.
     *
     * @throws HandOverException when it takes long and another shall go on instead
     */
    <T> T await(CompletionStage<T> work) {
        CompletableFuture<T> future = work.toCompletableFuture();
        for (int pauses = 1; ; pauses++) {
            try {
                return future.get(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                beat();
                if (stopping() && pauses >= LAST_PAUSES) {
                    throw new HandOverException();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HandOverException();
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new IllegalStateException(e.getCause());
            }
        }
    }

    private void sleep() {
        try {
            sleeper.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HandOverException();
        }
    }

    void end() {
        working = false;
    }

    /** Asks the job in hand, and every later one, to stop at the next safe point. */
    void stop() {
        closing = true;
    }

    /** Asks the job in hand to stop at the next safe point; another worker has its record. */
    void handOver() {
        gone = true;
    }

    boolean stopping() {
        return closing || gone;
    }

    /** The job in hand shall end at the next safe point. */
    boolean cancelled() {
        return withdrawn.getAsBoolean();
    }

    /** Whoever does something long and dispensable leaves off. */
    boolean hurrying() {
        return stopping() || cancelled();
    }

    /** How long the job in hand has not moved; zero without one. */
    Duration silence() {
        return working ? Duration.ofNanos(nanoTime.getAsLong() - lastBeat) : Duration.ZERO;
    }
}
