package io.conteur.modeltrainer.kafka;

import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.WorkerReported;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.groupless.TopicTable;
import io.conteur.modeltrainer.rounds.JobRounds;
import io.conteur.modeltrainer.rounds.RoundRegistry;
import io.conteur.workersupport.JobControl;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Reads {@code training-rounds} and {@code worker-reports} in the background. */
public final class KafkaRounds implements RoundRegistry, AutoCloseable {
    private final Map<String, JobRounds> jobs = new ConcurrentHashMap<>();
    private final JobControl control;
    private final TopicTable<RoundClosed> rounds;
    private final TopicTable<WorkerReported> reports;

    KafkaRounds(Map<String, Object> client, JobControl control) {
        this.control = control;
        rounds = new TopicTable<>(Topic.TRAINING_ROUNDS, client, each -> of(each.id()).add(each));
        reports = new TopicTable<>(Topic.WORKER_REPORTS, client, each -> of(each.id()).add(each));
    }

    @Override
    public JobRounds of(String job) {
        return jobs.computeIfAbsent(job, id -> new JobRounds());
    }

    @Override
    public List<JobRounds> all() {
        return List.copyOf(jobs.values());
    }

    @Override
    public void catchUp() {
        CatchUp.await(rounds, control);
        CatchUp.await(reports, control);
    }

    boolean alive() {
        return rounds.alive() && reports.alive();
    }

    @Override
    public void close() {
        rounds.close();
        reports.close();
    }
}
