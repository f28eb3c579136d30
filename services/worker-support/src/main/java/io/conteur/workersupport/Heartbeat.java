package io.conteur.workersupport;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When the current work last made progress. One thread works and beats; others may read.
 *
 * @see Watchdog
 */
public final class Heartbeat {
    private final LongSupplier nanoTime;
    private volatile boolean working;
    private volatile long lastBeat;

    /**
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public Heartbeat(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Work begins. */
    public void begin() {
        beat();
        working = true;
    }

    /** The work made progress; returns the clock's time. */
    public long beat() {
        long now = nanoTime.getAsLong();
        lastBeat = now;
        return now;
    }

    /** No work is running. */
    public void end() {
        working = false;
    }

    /** Time since the last beat; zero while no work is running. */
    public Duration silence() {
        return working ? Duration.ofNanos(nanoTime.getAsLong() - lastBeat) : Duration.ZERO;
    }
}
