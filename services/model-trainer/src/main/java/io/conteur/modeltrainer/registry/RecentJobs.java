package io.conteur.modeltrainer.registry;

import java.util.ArrayList;
import java.util.Collections;
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
    private final Map<JobKey, T> jobs =
            new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<JobKey, T> eldest) {
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
    public synchronized T of(JobKey job) {
        return jobs.computeIfAbsent(job, key -> nothing.get());
    }

    /** What is known of all of them, the last one first. */
    public synchronized List<T> all() {
        List<T> all = new ArrayList<>(jobs.values());
        Collections.reverse(all);
        return all;
    }
}
