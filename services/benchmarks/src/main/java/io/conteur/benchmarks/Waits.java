package io.conteur.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** How long those who sent prompts waited. */
final class Waits {
    private final List<Double> firsts = new ArrayList<>();
    private final List<Double> stories = new ArrayList<>();
    private final List<Double> queued = new ArrayList<>();
    private final List<Double> outside = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private final long start = System.nanoTime();
    private long tokens;
    private double seconds;

    /** The beginning of a story came. */
    void first(long nanos) {
        firsts.add(nanos * 1e-6);
    }

    /**
     * A whole story came.
     *
     * @param queuedNanos how long it waited for a place in the engine's batch
     * @param engineNanos how long the engine had it, from the beginning of that to its last token
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

    /** The last story came. */
    Waits end() {
        seconds = (System.nanoTime() - start) * 1e-9;
        return this;
    }

    double storiesPerSecond() {
        return stories.size() / seconds;
    }

    /**
     * Stories per second between the first and the last quarter, when all prompts came at once: the
     * batch is full then.
     */
    double capacity() {
        int from = ends.size() / 4;
        int to = ends.size() * 3 / 4;
        return (to - from) / ((ends.get(to) - ends.get(from)) * 1e-9);
    }

    /** The median of the milliseconds until a story began. */
    double first() {
        return percentile(firsts, 0.5);
    }

    /** The median of the milliseconds until a story was whole. */
    double story() {
        return percentile(stories, 0.5);
    }

    /** The median of the milliseconds of a story's time that its engine did not have it. */
    double outside() {
        return percentile(outside, 0.5);
    }

    @Override
    public String toString() {
        String figures =
                "%5.2f stories/s, %5.0f tokens/s; first part %.1f ms (p99 %.1f), story %.1f ms (%.1f),"
                        + " queued %.1f ms (%.1f), outside the engine %.1f ms (%.1f)";
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

    /** The middle of some figures. */
    static double median(List<Double> values) {
        return percentile(values, 0.5);
    }

    private static double percentile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) (share * (sorted.size() - 1)));
    }
}
