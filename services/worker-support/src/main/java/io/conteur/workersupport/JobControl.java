package io.conteur.workersupport;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How a job learns that it must end: cooperatively, at its next check. A shutdown stops the running
 * job and every later one, the loss of its partition only the running job, and a tombstone cancels
 * it. Waiting goes through this class as well, so that a job that waits stays alive and stoppable.
 */
public final class JobControl {
    private static final long SLICE_MILLIS = 200;

    /** Lets time pass. */
    @FunctionalInterface
    public interface Sleeper {
        void sleep(long millis) throws InterruptedException;
    }

    private final Heartbeat heartbeat;
    private final Duration grace;
    private final Sleeper sleeper;
    private volatile boolean shutdown;
    private volatile boolean handedOver;
    private volatile BooleanSupplier cancelled = () -> false;

    /**
     * @param nanoTime a monotonic clock in nanoseconds
     * @param grace how long {@link #await} may still wait once the job has to stop, for the last
     *     events of a job to reach the broker
     */
    public JobControl(LongSupplier nanoTime, Duration grace) {
        this(nanoTime, grace, Thread::sleep);
    }

    /** With another way to sleep, for tests. */
    public JobControl(LongSupplier nanoTime, Duration grace, Sleeper sleeper) {
        this.heartbeat = new Heartbeat(nanoTime);
        this.grace = grace;
        this.sleeper = sleeper;
    }

    /** Of the running job. */
    public Heartbeat heartbeat() {
        return heartbeat;
    }

    /**
     * A job begins.
     *
     * @param cancelled whether its request has been cancelled by now
     */
    public void begin(BooleanSupplier cancelled) {
        handedOver = false;
        this.cancelled = cancelled;
        heartbeat.begin();
    }

    /** No job is running. */
    public void end() {
        heartbeat.end();
    }

    /** Stops the running job, and every later one. */
    public void shutDown() {
        shutdown = true;
    }

    /** Stops the running job, because another consumer will get its partition. */
    public void handOver() {
        handedOver = true;
    }

    /** The job has to stop, and the next consumer of its request continues. */
    public boolean stopping() {
        return shutdown || handedOver;
    }

    /** The job has to end for good. */
    public boolean cancelled() {
        return cancelled.getAsBoolean();
    }

    /** The job has to stop or to end, so what is optional is skipped. */
    public boolean interrupted() {
        return stopping() || cancelled();
    }

    /** The job made progress. */
    public void beat() {
        heartbeat.beat();
    }

    /**
     * The job made progress and would continue.
     *
     * @throws HandOverException when it has to stop
     * @throws JobEndedException when it is cancelled
     */
    public void beatOrStop() {
        beatOrHandOver();
        if (cancelled()) {
            throw JobEndedException.cancelled();
        }
    }

    private void beatOrHandOver() {
        beat();
        if (stopping()) {
            throw new HandOverException();
        }
    }

    /**
     * Waits a moment for something that the job cannot hurry.
     *
     * @throws HandOverException when it has to stop
     * @throws JobEndedException when it is cancelled
     */
    public void pause() {
        beatOrStop();
        sleep();
    }

    /**
     * Waits for something that the job cannot hurry.
     *
     * @throws HandOverException when it has to stop
     * @throws JobEndedException when it is cancelled
     */
    public void pause(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= SLICE_MILLIS) {
            pause();
        }
    }

    /**
     * Waits before a retry; returns early when the job is cancelled.
     *
     * @throws HandOverException when it has to stop
     */
    public void backOff(Duration time) {
        for (long left = time.toMillis(); left > 0 && !cancelled(); left -= SLICE_MILLIS) {
            beatOrHandOver();
            sleep();
        }
    }

    /**
     * Waits for what another thread does, for as long as an outage may last. What it fails with is
     * thrown.
     *
     * @throws HandOverException when the job has to stop and the grace period is over
     */
    public <T> T await(CompletionStage<T> work) {
        CompletableFuture<T> future = work.toCompletableFuture();
        for (long waited = SLICE_MILLIS; ; waited += SLICE_MILLIS) {
            try {
                return future.get(SLICE_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                beat();
                if (stopping() && waited >= grace.toMillis()) {
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
            sleeper.sleep(SLICE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HandOverException();
        }
    }
}
