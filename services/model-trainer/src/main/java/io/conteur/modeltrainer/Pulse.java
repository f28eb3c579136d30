package io.conteur.modeltrainer;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * The sign of life of the job in hand, and the wish that it stops. Jobs beat it; the watchdog
 * listens; a shutdown stops it for good, the loss of its record just the job in hand.
 */
final class Pulse {
    private static final long PAUSE_MILLIS = 200;

    private final LongSupplier nanoTime;
    private volatile boolean working;
    private volatile boolean closing;
    private volatile boolean gone;
    private volatile BooleanSupplier withdrawn = () -> false;
    private volatile long lastBeat;

    Pulse(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
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
        try {
            Thread.sleep(PAUSE_MILLIS);
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
