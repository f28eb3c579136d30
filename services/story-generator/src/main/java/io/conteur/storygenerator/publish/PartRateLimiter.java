package io.conteur.storygenerator.publish;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often parts are sent. A record costs this service, the broker and every reader as much as
 * some tokens, so that all prompts together send no more than a few do. Threads may share it.
 */
public final class PartRateLimiter {
    /** So many prompts send as often as one; with more of them, each sends less often. */
    private static final int UNHURRIED = 4;

    private final long everyNanos;
    private final int most;
    private final AtomicInteger inFlight = new AtomicInteger();
    private volatile int prompts;
    private volatile boolean backlog;

    /**
     * @param everyNanos at most one part of a prompt in so long
     * @param most parts of all prompts on their way at once
     */
    public PartRateLimiter(long everyNanos, int most) {
        this.everyNanos = everyNanos;
        this.most = most;
    }

    /**
     * So many prompts are being answered.
     *
     * @param backlog more wait than are taken ahead, so that nothing counts but how many are
     *     answered
     */
    void among(int prompts, boolean backlog) {
        this.prompts = prompts;
        this.backlog = backlog;
    }

    /**
     * Whether a prompt whose last part was sent then may send another now. All send at the same
     * times, so that their parts share requests.
     */
    boolean allows(long lastNanos, long nanos) {
        long round = Math.max(1, everyNanos * Math.max(UNHURRIED, prompts) / UNHURRIED);
        return Math.floorDiv(nanos, round) > Math.floorDiv(lastNanos, round)
                && nanos - lastNanos >= everyNanos
                && inFlight.get() < most;
    }

    /**
     * Whether what has come since the last time is sent now: at once, unless there is a backlog.
     * What is sent together shares requests, which leaves more of the processor to the stories.
     */
    boolean gathered(long lastNanos, long nanos) {
        return !backlog || nanos - lastNanos >= 2 * everyNanos;
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
