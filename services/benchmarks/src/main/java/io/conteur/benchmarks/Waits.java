package io.conteur.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** How long those who sent prompts waited. */
final class Waits {
    private final List<Double> firsts = new ArrayList<>();
    private final List<Double> stories = new ArrayList<>();
    private long tokens;

    /** The beginning of a story came. */
    void first(long nanos) {
        firsts.add(nanos * 1e-6);
    }

    /** A whole story came. */
    void story(long nanos, int storyTokens) {
        stories.add(nanos * 1e-6);
        tokens += storyTokens;
    }

    int stories() {
        return stories.size();
    }

    /** Prints milliseconds and what was achieved in so many nanoseconds. */
    void print(String first, long nanos) {
        System.out.printf(
                "%d stories, %.2f a second, %.0f tokens/s; first %s p50 %.1f ms, p99 %.1f ms;"
                        + " story p50 %.1f ms, p99 %.1f ms%n",
                stories.size(),
                stories.size() / (nanos * 1e-9),
                tokens / (nanos * 1e-9),
                first,
                percentile(firsts, 0.5),
                percentile(firsts, 0.99),
                percentile(stories, 0.5),
                percentile(stories, 0.99));
    }

    private static double percentile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) (share * (sorted.size() - 1)));
    }
}
