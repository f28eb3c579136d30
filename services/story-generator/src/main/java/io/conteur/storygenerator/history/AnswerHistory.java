package io.conteur.storygenerator.history;

import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * What has been published for the prompts of each partition that this instance owns. Parts and
 * outcome of a prompt are in the partitions with the number of the prompt's record, so an instance
 * needs no others. Threads may share it.
 */
public final class AnswerHistory {
    private static final Logger LOG = Logger.getLogger(AnswerHistory.class);

    private final int capacity;
    private final Map<Integer, PartitionHistory> partitions = new ConcurrentHashMap<>();

    /**
     * @param capacity prompts remembered of each partition
     */
    public AnswerHistory(int capacity) {
        this.capacity = capacity;
    }

    /** Partitions were assigned, whose prompts other instances may have answered. */
    public void assigned(Set<Integer> assigned) {
        assigned.forEach(each -> partitions.put(each, new PartitionHistory(capacity)));
    }

    /** Partitions were revoked. */
    public void revoked(Set<Integer> revoked) {
        partitions.keySet().removeAll(revoked);
    }

    /** The history of a partition; an empty one, that nobody keeps, of a partition not owned. */
    public PartitionHistory of(int partition) {
        PartitionHistory known = partitions.get(partition);
        return known == null ? new PartitionHistory(1) : known;
    }

    /** Adds a record of {@code stories} or {@code story-parts}. */
    public void read(ConsumerRecord<byte[], byte[]> record) {
        PartitionHistory history = partitions.get(record.partition());
        if (history == null || record.key() == null || record.value() == null) {
            return;
        }
        RecordKey key = RecordKey.of(record.key());
        try {
            if (record.topic().equals(Topic.STORIES.name())) {
                history.readOutcome(key, record.value());
            } else {
                history.readPart(key, record.value());
            }
        } catch (InvalidEventException e) {
            // It has no dead-letter topic, and one invalid record must not end the reading.
            LOG.errorf(
                    "%s-%d-%d is skipped: %s",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }
}
