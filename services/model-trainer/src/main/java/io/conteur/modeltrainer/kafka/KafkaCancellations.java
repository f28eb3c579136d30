package io.conteur.modeltrainer.kafka;

import io.conteur.events.training.TrainingRequested;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.groupless.TopicTable;
import io.conteur.modeltrainer.registry.Cancellations;
import io.conteur.workersupport.JobControl;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads {@code training-requests} in the background. The consumer of the requests cannot: it polls
 * no further record while a job runs, and would see a tombstone too late.
 */
public final class KafkaCancellations implements Cancellations, AutoCloseable {
    private final Map<RecordKey, Tombstone> newest = new ConcurrentHashMap<>();
    private final TopicTable<TrainingRequested> requests;
    private final JobControl control;

    private record Tombstone(int partition, long offset, long timestamp) {
        /** By offset; by time when the sender's partitioner put them into different partitions. */
        boolean follows(ReceivedRequest request) {
            return partition == request.partition()
                    ? offset > request.offset()
                    : timestamp > request.timestamp();
        }
    }

    KafkaCancellations(Map<String, Object> client, JobControl control) {
        this.control = control;
        requests = new TopicTable<>(Topic.TRAINING_REQUESTS, client, request -> {}, this::cancel);
    }

    @Override
    public boolean cancelled(ReceivedRequest request) {
        RecordKey key = request.request().key();
        Tombstone tombstone = key == null ? null : newest.get(key);
        return tombstone != null && tombstone.follows(request);
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

    private void cancel(ConsumerRecord<byte[], byte[]> record) {
        newest.put(
                RecordKey.of(record.key()),
                new Tombstone(record.partition(), record.offset(), record.timestamp()));
    }
}
