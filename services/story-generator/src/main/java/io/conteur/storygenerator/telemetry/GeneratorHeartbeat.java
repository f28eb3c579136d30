package io.conteur.storygenerator.telemetry;

import java.time.Duration;
import java.util.function.LongSupplier;

/** When the generation thread last made progress, for the liveness check. */
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

    /** There is work from now on. */
    public void begin() {
        beat();
        working = true;
    }

    /** The work made progress. */
    void beat() {
        lastBeat = nanoTime.getAsLong();
    }

    /** There is no work from now on. */
    public void end() {
        working = false;
    }

    /** Time since the last progress; zero without work. */
    public Duration silence() {
        return working ? Duration.ofNanos(nanoTime.getAsLong() - lastBeat) : Duration.ZERO;
    }
}
