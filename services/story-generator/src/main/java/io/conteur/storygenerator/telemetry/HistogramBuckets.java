package io.conteur.storygenerator.telemetry;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Upper bounds of the buckets of histograms, about a dozen each, over the range that matters. The
 * buckets of several instances add up, which percentiles do not.
 */
final class HistogramBuckets {
    /** Until a story begins: from at once to the wait in a backlog. */
    static final Duration[] WAIT =
            millis(5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000);

    /** A decoding step, from a small model to a large batch of a large one. */
    static final Duration[] STEP =
            IntStream.range(0, 12)
                    .mapToObj(n -> Duration.ofMillis(1L << n).dividedBy(2))
                    .toArray(Duration[]::new);

    static final double[] TOKENS_PER_SECOND = {
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000
    };

    /** The batch size of a service is configured, 32 by default. */
    static final double[] ROWS = powersOfTwo(0, 9);

    /** The KV cache of a service is configured, 16384 tokens by default. */
    static final double[] CACHE_TOKENS = powersOfTwo(7, 18);

    private HistogramBuckets() {}

    private static Duration[] millis(long... millis) {
        return LongStream.of(millis).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }

    private static double[] powersOfTwo(int first, int last) {
        return IntStream.rangeClosed(first, last).mapToDouble(n -> Math.pow(2, n)).toArray();
    }
}
