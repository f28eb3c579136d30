package io.conteur.modeltrainer.registry;

import java.util.List;
import java.util.function.Supplier;

/** What a test adds. */
public record FakeJobRegistry<T>(RecentJobs<T> jobs) implements JobRegistry<T> {
    public FakeJobRegistry(Supplier<T> nothing) {
        this(new RecentJobs<>(nothing));
    }

    @Override
    public T of(JobKey job) {
        return jobs.of(job);
    }

    @Override
    public List<T> all() {
        return jobs.all();
    }

    @Override
    public void catchUp() {}
}
