package io.conteur.messaging.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tracks the offsets of the assigned partitions and commits those up to which every record is
 * acknowledged. Called only by the polling thread, unless a method says otherwise; the trackers
 * themselves are for any thread.
 */
final class OffsetCommitter {
    private static final Logger LOG = Logger.getLogger(OffsetCommitter.class);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    private static final Duration COMMIT_LIMIT = Duration.ofSeconds(3);

    private final String topic;
    private final GroupMembership membership;
    private final Map<TopicPartition, OffsetTracker> trackers = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private long lastCommitNanos = System.nanoTime();

    /**
     * @param topic its name, for the log
     * @param membership is confirmed by each commit
     */
    OffsetCommitter(String topic, GroupMembership membership) {
        this.topic = topic;
        this.membership = membership;
    }

    /** Partitions were assigned, of which nothing has been polled. */
    void assigned(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> trackers.put(partition, new OffsetTracker()));
        committed.keySet().removeAll(partitions);
    }

    void forget(Collection<TopicPartition> partitions) {
        trackers.keySet().removeAll(partitions);
        committed.keySet().removeAll(partitions);
    }

    Set<TopicPartition> partitions() {
        return Set.copyOf(trackers.keySet());
    }

    /** A record was polled. */
    void received(ConsumerRecord<byte[], byte[]> record) {
        trackers.computeIfAbsent(partition(record), any -> new OffsetTracker())
                .received(record.offset(), record.timestamp());
    }

    /** The consumer's position in a partition: all records before it were polled. */
    void reached(TopicPartition partition, long offset) {
        OffsetTracker tracker = trackers.get(partition);
        if (tracker != null) {
            tracker.reached(offset);
        }
    }

    static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** Null when the partition is not assigned, or was revoked. */
    @Nullable OffsetTracker tracker(TopicPartition partition) {
        return trackers.get(partition);
    }

    /** Records that are not acknowledged yet; for any thread. */
    int held() {
        return trackers.values().stream().mapToInt(OffsetTracker::held).sum();
    }

    /** The timestamp of the oldest record that is not acknowledged yet; for any thread. */
    OptionalLong oldest() {
        return trackers.values().stream()
                .map(OffsetTracker::oldest)
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    /** Whether there are partitions, and all their records are acknowledged. */
    boolean idle() {
        return !trackers.isEmpty() && !outstanding();
    }

    private boolean outstanding() {
        return trackers.values().stream().anyMatch(OffsetTracker::outstanding);
    }

    /** Commits prove membership: without one, the first records after a pause cause one at once. */
    void commitWhenDue(KafkaConsumer<byte[], byte[]> consumer) {
        if (System.nanoTime() - lastCommitNanos >= COMMIT_EVERY.toNanos()
                || !membership.confirmed() && outstanding()) {
            commit(consumer, trackers.keySet());
        }
    }

    /** Commits the offsets of these partitions that have changed since the last commit. */
    void commit(KafkaConsumer<byte[], byte[]> consumer, Collection<TopicPartition> which) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        boolean outstanding = false;
        for (Map.Entry<TopicPartition, OffsetTracker> entry : trackers.entrySet()) {
            long position = entry.getValue().position().orElse(-1);
            outstanding |= entry.getValue().outstanding();
            boolean changed = !Long.valueOf(position).equals(committed.get(entry.getKey()));
            // A commit of an unchanged offset proves membership as well.
            boolean proof = offsets.isEmpty() && outstanding;
            if (position >= 0 && which.contains(entry.getKey()) && (changed || proof)) {
                offsets.put(entry.getKey(), new OffsetAndMetadata(position));
            }
        }
        lastCommitNanos = System.nanoTime();
        if (!offsets.isEmpty()) {
            commit(consumer, offsets);
        }
    }

    private void commit(
            KafkaConsumer<byte[], byte[]> consumer,
            Map<TopicPartition, OffsetAndMetadata> offsets) {
        long begunNanos = System.nanoTime();
        try {
            consumer.commitSync(offsets, COMMIT_LIMIT);
            offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
            membership.confirm(begunNanos);
        } catch (AuthorizationException | FencedInstanceIdException e) {
            throw e;
        } catch (CommitFailedException e) {
            membership.deny();
            LOG.debugf("%s is assigned to another member: %s", topic, e.getMessage());
        } catch (KafkaException e) {
            // The next commit retries, and the next poll of an expelled member rejoins the group.
            LOG.debugf("%s cannot be committed now: %s", topic, e.getMessage());
        }
    }
}
