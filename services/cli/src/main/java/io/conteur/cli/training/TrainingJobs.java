package io.conteur.cli.training;

import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.EventReader;
import io.conteur.cli.kafka.PartitionChoice;
import io.conteur.cli.kafka.TopicRecord;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.wire.Topic;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The jobs found in the topics of requests and progress, as far back as these reach. */
public final class TrainingJobs {
    private final Map<String, Job> jobs = new HashMap<>();

    /** The time of the newest tombstone under a model's name. */
    private final Map<String, Instant> withdrawals = new HashMap<>();

    /**
     * A job.
     *
     * @param id of the request
     * @param subject the name of the model or tokenizer
     * @param progress the newest; null while no trainer has begun
     * @param changed when it was requested or last said something
     */
    public record Job(
            String id,
            String subject,
            Work work,
            @Nullable Instant requested,
            @Nullable Progressed progress,
            Instant changed) {
        /** Whether an outcome is still to come. */
        public boolean open() {
            return progress == null || !progress.state().terminal();
        }

        /** Such as {@code running}; {@code queued} while no trainer has begun. */
        String state() {
            return progress == null ? "queued" : progress.state().name().toLowerCase(Locale.ROOT);
        }
    }

    private TrainingJobs() {}

    /** Reads what the topics hold now. */
    public static TrainingJobs read(BrokerAccess broker) {
        TrainingJobs found = new TrainingJobs();
        EventReader.history(
                broker,
                EventReader.names(List.of(Topic.TRAINING_REQUESTS, Topic.PROGRESS)),
                PartitionChoice.all(),
                found::add);
        return found;
    }

    /** All jobs, the one that changed last first. */
    List<Job> all() {
        return jobs.values().stream()
                .sorted(Comparator.comparing(Job::changed).reversed())
                .toList();
    }

    /** The jobs that train this model and have not ended, without those that are withdrawn. */
    public List<Job> open(String model) {
        return all().stream()
                .filter(job -> job.work == Work.MODEL && job.subject.equals(model))
                .filter(job -> job.open() && !withdrawn(job))
                .toList();
    }

    /** Whether a tombstone under its model's name came after the request. */
    boolean withdrawn(Job job) {
        Instant withdrawal = withdrawals.get(job.subject);
        Instant since = job.requested == null ? job.changed : job.requested;
        return withdrawal != null && !withdrawal.isBefore(since);
    }

    private void add(TopicRecord record) {
        if (record.topic().equals(Topic.TRAINING_REQUESTS.name()) && record.tombstone()) {
            withdrawals.merge(record.key(), record.time(), (a, b) -> a.isAfter(b) ? a : b);
            return;
        }
        record.validEvent()
                .ifPresent(
                        event -> {
                            if (event instanceof TrainingRequested request) {
                                request(record, request);
                            } else if (event instanceof Progressed progressed) {
                                progress(record, progressed);
                            }
                        });
    }

    private void request(TopicRecord record, TrainingRequested request) {
        jobs.merge(
                record.id(),
                new Job(
                        record.id(),
                        request.model(),
                        Work.MODEL,
                        record.time(),
                        null,
                        record.time()),
                (known, fresh) ->
                        new Job(
                                known.id,
                                known.subject,
                                known.work,
                                fresh.requested,
                                known.progress,
                                known.progress == null ? fresh.changed : known.changed));
    }

    /** A tokenizer's job may have its model's id. */
    private void progress(TopicRecord record, Progressed progressed) {
        jobs.merge(
                progressed.id(),
                new Job(
                        progressed.id(),
                        progressed.subject(),
                        progressed.work(),
                        null,
                        progressed,
                        record.time()),
                (known, fresh) ->
                        known.work != fresh.work
                                ? known
                                : new Job(
                                        known.id,
                                        known.subject,
                                        known.work,
                                        known.requested,
                                        fresh.progress,
                                        fresh.changed));
    }
}
