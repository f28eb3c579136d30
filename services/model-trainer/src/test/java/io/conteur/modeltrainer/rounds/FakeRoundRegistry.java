package io.conteur.modeltrainer.rounds;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Rounds that a test adds. */
public final class FakeRoundRegistry implements RoundRegistry {
    private final Map<String, JobRounds> jobs = new ConcurrentHashMap<>();

    @Override
    public JobRounds of(String job) {
        return jobs.computeIfAbsent(job, id -> new JobRounds());
    }

    @Override
    public List<JobRounds> all() {
        return List.copyOf(jobs.values());
    }

    @Override
    public void catchUp() {}
}
