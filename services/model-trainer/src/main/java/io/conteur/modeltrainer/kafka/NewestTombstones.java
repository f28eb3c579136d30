package io.conteur.modeltrainer.kafka;

import io.conteur.events.wire.RecordKey;
import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.workersupport.Sha256;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The newest tombstone of each key, about 200 bytes each whatever the size of the key. Threads may
 * share it.
 */
final class NewestTombstones {
    private final int capacity;

    /** By SHA-256 of the key, the newest last. */
    private final Map<String, Tombstone> byKey = new LinkedHashMap<>();

    private record Tombstone(int partition, long offset, long timestamp) {
        /** By offset; by time when the sender's partitioner put them into different partitions. */
        boolean follows(ReceivedRequest request) {
            return partition == request.partition()
                    ? offset > request.offset()
                    : timestamp > request.timestamp();
        }
    }

    /**
     * @param capacity keys remembered; the oldest are evicted
     */
    NewestTombstones(int capacity) {
        this.capacity = capacity;
    }

    /** Adds a record that has a key and no value. */
    synchronized void add(ConsumerRecord<byte[], byte[]> record) {
        String key = Sha256.hex(record.key());
        byKey.remove(key);
        byKey.put(key, new Tombstone(record.partition(), record.offset(), record.timestamp()));
        if (byKey.size() > capacity) {
            byKey.remove(byKey.keySet().iterator().next());
        }
    }

    /** Whether a tombstone under its key was sent after a request. */
    synchronized boolean follow(ReceivedRequest request) {
        @Nullable RecordKey key = request.request().key();
        Tombstone tombstone = key == null ? null : byKey.get(Sha256.hex(key.bytes()));
        return tombstone != null && tombstone.follows(request);
    }
}
