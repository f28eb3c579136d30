package io.conteur.artifactss3.bucket;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a transfer is tried.
 *
 * @param attempts of one request, or in a row without progress of one download
 * @param pause before the second attempt; doubles with each further one
 * @param timeout without a byte of an answer, or with too few of a body
 * @param nanoTime measures the speed of a body
 */
public record TransferLimits(
        int attempts, Duration pause, Duration timeout, LongSupplier nanoTime) {
    /**
     * One attempt more than the connections that Java keeps per server: all of these may be dead.
     */
    public static final TransferLimits DEFAULT =
            new TransferLimits(6, Duration.ofMillis(200), Duration.ofSeconds(30), System::nanoTime);

    private static final Duration MAX_PAUSE = Duration.ofSeconds(5);

    /** A part of 8 MiB is sent in this time, or the connection is too slow to be useful. */
    Duration attemptTimeout() {
        return timeout.multipliedBy(4);
    }

    Duration maxPause() {
        return pause.compareTo(MAX_PAUSE) < 0 ? MAX_PAUSE : pause;
    }

    /** The pause after this many consecutive failures: exponential backoff. */
    Duration pauseAfter(int failures) {
        Duration doubled = pause.multipliedBy(1L << Math.min(failures - 1, 10));
        return doubled.compareTo(MAX_PAUSE) < 0 ? doubled : MAX_PAUSE;
    }
}
