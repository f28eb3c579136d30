package io.conteur.modeltrainer.registry;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What a test adds. */
public record FakeJobRegistry<T>(Map<String, T> jobs, Supplier<T> nothing)
        implements JobRegistry<T> {
    public FakeJobRegistry(Supplier<T> nothing) {
        this(new ConcurrentHashMap<>(), nothing);
    }

    @Override
    public T of(String job) {
        return jobs.computeIfAbsent(job, id -> nothing.get());
    }

    @Override
    public List<T> all() {
        return List.copyOf(jobs.values());
    }

    @Override
    public void catchUp() {}
}
