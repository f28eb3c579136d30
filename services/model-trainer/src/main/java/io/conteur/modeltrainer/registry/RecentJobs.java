package io.conteur.modeltrainer.registry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What is known of the jobs that were asked for last. Others are forgotten: a trainer runs for
 * months, and jobs end. Thread-safe.
 */
public final class RecentJobs<T> {
    /** More than ever are in progress at the same time. */
    static final int KEPT = 256;

    private final Supplier<T> nothing;
    private final Map<String, T> jobs =
            new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
                    return size() > KEPT;
                }
            };

    /**
     * @param nothing what is known of a job that was not heard of
     */
    public RecentJobs(Supplier<T> nothing) {
        this.nothing = nothing;
    }

    /** What is known of a job; it may be nothing. */
    public synchronized T of(String job) {
        return jobs.computeIfAbsent(job, id -> nothing.get());
    }

    /** What is known of all of them. */
    public synchronized List<T> all() {
        return List.copyOf(jobs.values());
    }
}
