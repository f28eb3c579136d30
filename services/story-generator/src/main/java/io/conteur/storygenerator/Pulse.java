package io.conteur.storygenerator;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The sign of life of the story in hand; the liveness check listens. */
final class Pulse {
    private final LongSupplier nanoTime;
    private volatile boolean working;
    private volatile long lastBeat;

    /**
     * @param nanoTime a monotonic clock
     */
    Pulse(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void begin() {
        beat();
        working = true;
    }

    /** The story in hand moved on; returns the clock's time. */
    long beat() {
        long now = nanoTime.getAsLong();
        lastBeat = now;
        return now;
    }

    void end() {
        working = false;
    }

    /** How long the story in hand has not moved; zero without one. */
    Duration silence() {
        return working ? Duration.ofNanos(nanoTime.getAsLong() - lastBeat) : Duration.ZERO;
    }
}
