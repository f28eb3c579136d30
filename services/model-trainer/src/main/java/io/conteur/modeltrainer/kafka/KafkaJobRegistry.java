package io.conteur.modeltrainer.kafka;

import io.conteur.events.wire.Topic;
import io.conteur.messaging.groupless.WholeTopicReader;
import io.conteur.modeltrainer.encoding.CorpusClaims;
import io.conteur.modeltrainer.registry.JobKey;
import io.conteur.modeltrainer.registry.JobRegistry;
import io.conteur.modeltrainer.registry.RecentJobs;
import io.conteur.modeltrainer.rounds.JobRounds;
import io.conteur.workersupport.JobControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Reads topics of jobs' events in the background. */
public final class KafkaJobRegistry<T> implements JobRegistry<T>, AutoCloseable {
    private final RecentJobs<T> jobs;
    private final List<WholeTopicReader<?>> readers = new ArrayList<>();
    private final JobControl control;

    private KafkaJobRegistry(Supplier<T> nothing, JobControl control) {
        this.jobs = new RecentJobs<>(nothing);
        this.control = control;
    }

    /** Reads {@code shard-claims}. */
    static KafkaJobRegistry<CorpusClaims> claims(Map<String, Object> client, JobControl control) {
        KafkaJobRegistry<CorpusClaims> claims = new KafkaJobRegistry<>(CorpusClaims::new, control);
        claims.read(Topic.SHARD_CLAIMS, client, JobKey::of, CorpusClaims::add);
        return claims;
    }

    /** Reads {@code training-rounds} and {@code worker-reports}. */
    static KafkaJobRegistry<JobRounds> rounds(Map<String, Object> client, JobControl control) {
        KafkaJobRegistry<JobRounds> rounds = new KafkaJobRegistry<>(JobRounds::new, control);
        rounds.read(Topic.TRAINING_ROUNDS, client, JobKey::of, JobRounds::add);
        rounds.read(Topic.WORKER_REPORTS, client, JobKey::of, JobRounds::add);
        return rounds;
    }

    /** Adds an event to what is known of its job. */
    @FunctionalInterface
    private interface Addition<T, E> {
        void add(T known, E event);
    }

    private <E> void read(
            Topic<E> topic,
            Map<String, Object> client,
            Function<E, JobKey> job,
            Addition<T, E> addition) {
        readers.add(
                new WholeTopicReader<>(
                        topic, client, event -> addition.add(of(job.apply(event)), event)));
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
    public void catchUp() {
        readers.forEach(reader -> CatchUp.await(reader, control));
    }

    boolean alive() {
        return readers.stream().allMatch(WholeTopicReader::alive);
    }

    @Override
    public void close() {
        readers.forEach(WholeTopicReader::close);
    }
}
