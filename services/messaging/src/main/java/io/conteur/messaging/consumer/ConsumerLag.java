package io.conteur.messaging.consumer;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * How many records the assigned partitions have beyond those that were polled. The polling thread
 * measures it, any thread reads it. The broker is asked for the ends of the partitions, because
 * what the client knows of a paused partition grows old: a trainer's are paused for a whole job.
 */
final class ConsumerLag {
    private static final Logger LOG = Logger.getLogger(ConsumerLag.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private long measuredNanos = System.nanoTime() - EVERY.toNanos();
    private volatile long records;

    /**
     * Measures when that is due; during an outage the last value stays.
     *
     * @return the consumer's positions; empty when nothing was measured
     */
    Map<TopicPartition, Long> measure(KafkaConsumer<byte[], byte[]> consumer) {
        if (System.nanoTime() - measuredNanos < EVERY.toNanos()) {
            return Map.of();
        }
        Map<TopicPartition, Long> positions = new HashMap<>();
        Set<TopicPartition> partitions = consumer.assignment();
        try {
            partitions.forEach(each -> positions.put(each, consumer.position(each, LIMIT)));
            records = partitions.isEmpty() ? 0 : beyond(positions, consumer);
        } catch (KafkaException | IllegalStateException e) {
            // An outage, or the consumer has just lost a partition; the next look tells.
            LOG.debugf("the lag is not known now: %s", e.getMessage());
        }
        measuredNanos = System.nanoTime();
        return positions;
    }

    private static long beyond(
            Map<TopicPartition, Long> positions, KafkaConsumer<byte[], byte[]> consumer) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(positions.keySet(), LIMIT);
        return positions.entrySet().stream()
                .mapToLong(each -> ends.getOrDefault(each.getKey(), 0L) - each.getValue())
                .filter(records -> records > 0)
                .sum();
    }

    /** Nothing is assigned any more. */
    void reset() {
        records = 0;
        measuredNanos = System.nanoTime() - EVERY.toNanos();
    }

    /** As of the last measurement. */
    long records() {
        return records;
    }
}
