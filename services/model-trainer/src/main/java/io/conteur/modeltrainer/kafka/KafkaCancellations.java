package io.conteur.modeltrainer.kafka;

import io.conteur.events.training.TrainingRequested;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.groupless.WholeTopicReader;
import io.conteur.modeltrainer.registry.Cancellations;
import io.conteur.workersupport.JobControl;
import java.util.Map;

/**
 * Reads {@code training-requests} in the background. The consumer of the requests cannot: it polls
 * no further record while a job runs, and would see a tombstone too late.
 */
public final class KafkaCancellations implements Cancellations, AutoCloseable {
    /** More than there are requests whose jobs have not begun. */
    private static final int REMEMBERED = 10_000;

    private final NewestTombstones tombstones = new NewestTombstones(REMEMBERED);
    private final WholeTopicReader<TrainingRequested> requests;
    private final JobControl control;

    KafkaCancellations(Map<String, Object> client, JobControl control) {
        this.control = control;
        requests =
                new WholeTopicReader<>(
                        Topic.TRAINING_REQUESTS, client, request -> {}, tombstones::add);
    }

    @Override
    public boolean cancelled(ReceivedRequest request) {
        return tombstones.follow(request);
    }

    @Override
    public void catchUp() {
        CatchUp.await(requests, control);
    }

    boolean alive() {
        return requests.alive();
    }

    @Override
    public void close() {
        requests.close();
    }
}
