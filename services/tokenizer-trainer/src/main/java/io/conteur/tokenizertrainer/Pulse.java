package io.conteur.tokenizertrainer;

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
