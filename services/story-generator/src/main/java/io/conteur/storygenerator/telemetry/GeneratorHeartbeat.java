package io.conteur.storygenerator.telemetry;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The sign of life of the story in hand; the liveness check listens. */
public final class GeneratorHeartbeat {
    private final LongSupplier nanoTime;
    private volatile boolean working;
    private volatile long lastBeat;

    /**
     * @param nanoTime a monotonic clock
     */
    public GeneratorHeartbeat(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    public void begin() {
        beat();
        working = true;
    }

    /** The story in hand moved on; returns the clock's time. */
    long beat() {
        long now = nanoTime.getAsLong();
        lastBeat = now;
        return now;
    }

    public void end() {
        working = false;
    }

    /** How long the story in hand has not moved; zero without one. */
    public Duration silence() {
        return working ? Duration.ofNanos(nanoTime.getAsLong() - lastBeat) : Duration.ZERO;
    }
}
