package io.conteur.storygenerator;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often parts are sent. A record costs this service, the broker and every reader as much as
 * some tokens, so that all prompts together send no more than a few do. Threads may share it.
 */
final class Pace {
    /** So many prompts send as often as one; with more of them, each sends less often. */
    private static final int UNHURRIED = 6;

    private final long everyNanos;
    private final int most;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile int prompts;

    /**
     * @param everyNanos at most one part of a prompt in so long
     * @param most parts of all prompts on their way at once
     */
    Pace(long everyNanos, int most) {
        this.everyNanos = everyNanos;
        this.most = most;
    }

    /** So many prompts are being answered. */
    void among(int prompts) {
        this.prompts = prompts;
    }

    /** Whether a prompt whose last part was sent so long ago may send another. */
    boolean allows(long sinceNanos) {
        long due = everyNanos * Math.max(UNHURRIED, prompts) / UNHURRIED;
        return sinceNanos >= due && inFlight.get() < most;
    }

    /** A part leaves for the broker. */
    void leaves() {
        inFlight.incrementAndGet();
    }

    /** A part is at the broker, or will never be. */
    void arrives() {
        inFlight.decrementAndGet();
    }
}
