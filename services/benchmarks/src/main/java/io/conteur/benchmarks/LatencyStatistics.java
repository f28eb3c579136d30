package io.conteur.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Collects the latencies of the prompts of one load. */
final class LatencyStatistics {
    private final List<Double> firsts = new ArrayList<>();
    private final List<Double> stories = new ArrayList<>();
    private final List<Double> queued = new ArrayList<>();
    private final List<Double> outside = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private final long start = System.nanoTime();
    private long tokens;
    private double seconds;

    /** Records the latency of the first part of a story. */
    void first(long nanos) {
        firsts.add(nanos * 1e-6);
    }

    /**
     * Records the latency of a whole story.
     *
     * @param queuedNanos time until the engine's batch had room for it
     * @param engineNanos time from its arrival at the engine until its last token
     */
    void story(long nanos, long queuedNanos, long engineNanos, int storyTokens) {
        stories.add(nanos * 1e-6);
        queued.add(queuedNanos * 1e-6);
        outside.add((nanos - engineNanos) * 1e-6);
        ends.add(System.nanoTime());
        tokens += storyTokens;
    }

    int stories() {
        return stories.size();
    }

    /** Ends the measurement, after the last story. */
    LatencyStatistics end() {
        seconds = (System.nanoTime() - start) * 1e-9;
        return this;
    }

    double storiesPerSecond() {
        return stories.size() / seconds;
    }

    /**
     * The throughput in stories per second when all prompts arrive at once. The first and the last
     * quarter of the stories are left out, while the batch is not full.
     */
    double capacity() {
        int from = ends.size() / 4;
        int to = ends.size() * 3 / 4;
        return (to - from) / ((ends.get(to) - ends.get(from)) * 1e-9);
    }

    /** Median milliseconds to the first part of a story. */
    double first() {
        return percentile(firsts, 0.5);
    }

    /** Median milliseconds to the whole story. */
    double story() {
        return percentile(stories, 0.5);
    }

    /** Median milliseconds that a story spends outside the engine. */
    double outside() {
        return percentile(outside, 0.5);
    }

    @Override
    public String toString() {
        String figures =
                "%5.2f stories/s, %5.0f tokens/s; first part %.1f ms (p99 %.1f), story %.1f ms"
                        + " (%.1f), queued %.1f ms (%.1f), outside the engine %.1f ms (%.1f)";
        return figures.formatted(
                storiesPerSecond(),
                tokens / seconds,
                first(),
                percentile(firsts, 0.99),
                story(),
                percentile(stories, 0.99),
                percentile(queued, 0.5),
                percentile(queued, 0.99),
                outside(),
                percentile(outside, 0.99));
    }

    /** The median of the values. */
    static double median(List<Double> values) {
        return percentile(values, 0.5);
    }

    /** The value below which a share of the values lie; 0 without values. */
    static double percentile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) (share * (sorted.size() - 1)));
    }
}
