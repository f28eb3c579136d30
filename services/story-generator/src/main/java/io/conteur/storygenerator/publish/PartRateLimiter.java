package io.conteur.storygenerator.publish;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The rate limit of story parts. A record costs this service, the broker and every consumer as much
 * as decoding some tokens, so that many prompts together send no more parts than a few do. Threads
 * may share it.
 */
public final class PartRateLimiter {
    /** Up to so many prompts, each has the full rate; with more, they share what these have. */
    private static final int PROMPTS_AT_FULL_RATE = 4;

    private final long intervalNanos;
    private final int maxInFlight;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile int prompts;
    private volatile boolean backlog;

    /**
     * @param intervalNanos between two parts of a prompt at least
     * @param maxInFlight parts of all prompts that the broker has not acknowledged
     */
    public PartRateLimiter(long intervalNanos, int maxInFlight) {
        this.intervalNanos = intervalNanos;
        this.maxInFlight = maxInFlight;
    }

    /**
     * Sets the load that determines the rate.
     *
     * @param prompts that are decoded now
     * @param backlog whether prompts wait for room and the queue is full, so that throughput counts
     *     more than latency
     */
    void reportLoad(int prompts, boolean backlog) {
        this.prompts = prompts;
        this.backlog = backlog;
    }

    /**
     * Whether a prompt may send a part. All prompts may send at the same times, so that their parts
     * share produce requests.
     *
     * @param lastNanos when the prompt sent its last part
     */
    boolean allows(long lastNanos, long nanos) {
        long full = PROMPTS_AT_FULL_RATE;
        long round = Math.max(1, intervalNanos * Math.max(full, prompts) / full);
        return Math.floorDiv(nanos, round) > Math.floorDiv(lastNanos, round)
                && nanos - lastNanos >= intervalNanos
                && inFlight.get() < maxInFlight;
    }

    /**
     * Whether parts and outcomes are to be sent after this decoding step: always, but in a backlog
     * only every second interval. What is sent together shares requests, which leaves more
     * processor time for decoding.
     *
     * @param lastNanos when they were last sent
     */
    boolean sendingDue(long lastNanos, long nanos) {
        return !backlog || nanos - lastNanos >= 2 * intervalNanos;
    }

    void partSent() {
        inFlight.incrementAndGet();
    }

    /** The broker has acknowledged a part or will never have it. */
    void partSettled() {
        inFlight.decrementAndGet();
    }
}
