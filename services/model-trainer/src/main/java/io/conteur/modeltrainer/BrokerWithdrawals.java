package io.conteur.modeltrainer;

import io.conteur.events.training.TrainingRequested;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.TopicTable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads {@code training-requests} beside the worker, which holds its record as long as the job in
 * hand goes on and so would see a tombstone too late.
 */
final class BrokerWithdrawals implements Withdrawals, AutoCloseable {
    private final Map<RecordKey, Tombstone> newest = new ConcurrentHashMap<>();
    private final TopicTable<TrainingRequested> requests;
    private final Pulse pulse;

    private record Tombstone(int partition, long offset, long timestamp) {
        /** Offsets tell the order; senders that partition otherwise leave just the time. */
        boolean follows(Delivery delivery) {
            return partition == delivery.partition()
                    ? offset > delivery.offset()
                    : timestamp > delivery.timestamp();
        }
    }

    BrokerWithdrawals(Map<String, Object> client, Pulse pulse) {
        this.pulse = pulse;
        requests = new TopicTable<>(Topic.TRAINING_REQUESTS, client, request -> {}, this::takeBack);
    }

    @Override
    public boolean cover(Delivery delivery) {
        RecordKey key = delivery.request().key();
        Tombstone tombstone = key == null ? null : newest.get(key);
        return tombstone != null && tombstone.follows(delivery);
    }

    @Override
    public void catchUp() {
        Tables.await(requests, pulse);
    }

    boolean alive() {
        return requests.alive();
    }

    @Override
    public void close() {
        requests.close();
    }

    private void takeBack(ConsumerRecord<byte[], byte[]> record) {
        newest.put(
                RecordKey.of(record.key()),
                new Tombstone(record.partition(), record.offset(), record.timestamp()));
    }
}
