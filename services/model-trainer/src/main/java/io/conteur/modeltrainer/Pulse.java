package io.conteur.modeltrainer;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The sign of life of the job in hand, and the wish that it stops. Jobs beat it; the watchdog
 * listens; a shutdown stops it for good.
 */
final class Pulse {
    private final LongSupplier nanoTime;
    private volatile boolean working;
    private volatile boolean stopping;
    private volatile long lastBeat;

    Pulse(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void begin() {
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
     * @throws HandOverException when it shall not
     */
    void beatOrHandOver() {
        beat();
        if (stopping) {
            throw new HandOverException();
        }
    }

    void end() {
        working = false;
    }

    /** Asks the job in hand, and every later one, to stop at the next safe point. */
    void stop() {
        stopping = true;
    }

    boolean stopping() {
        return stopping;
    }

    /** How long the job in hand has not moved; zero without one. */
    Duration silence() {
        return working ? Duration.ofNanos(nanoTime.getAsLong() - lastBeat) : Duration.ZERO;
    }
}
