package io.conteur.messaging.groupless;

import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads back what a topic holds under a key, of the latest records of the key's partition. Each
 * call opens a client of its own, reads up to the end that the partition had at the call, and
 * blocks meanwhile.
 */
public final class LatestRecords {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int MAX_POLLED = 5_000;

    private final Map<String, Object> settings;
    private final int horizon;

    /**
     * @param client connection settings of a Kafka client
     * @param horizon records of a partition before its end that are read
     */
    public LatestRecords(Map<String, Object> client, int horizon) {
        this.settings = GrouplessConsumer.settings(client);
        this.settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_POLLED);
        this.horizon = horizon;
    }

    /**
     * The values under a key, oldest first; those of producers that use Kafka's default
     * partitioner.
     *
     * @param limit of the whole call
     * @throws KafkaException when the broker does not answer in time
     */
    public List<byte[]> under(RecordKey key, Topic<?> topic, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings)) {
            int partitions = consumer.partitionsFor(topic.name(), limit).size();
            if (partitions == 0) {
                return List.of();
            }
            TopicPartition partition =
                    new TopicPartition(
                            topic.name(),
                            BuiltInPartitioner.partitionForKey(key.bytes(), partitions));
            List<TopicPartition> only = List.of(partition);
            consumer.assign(only);
            long end = consumer.endOffsets(only, limit).getOrDefault(partition, 0L);
            long begin = consumer.beginningOffsets(only, limit).getOrDefault(partition, 0L);
            consumer.seek(partition, Math.max(begin, end - horizon));
            List<byte[]> found = new ArrayList<>();
            while (consumer.position(partition, limit) < end) {
                if (System.nanoTime() > deadline) {
                    throw new TimeoutException(topic.name() + " was not read in time");
                }
                consumer.poll(POLL).forEach(record -> addIfUnder(key, record, found));
            }
            return found;
        }
    }

    private static void addIfUnder(
            RecordKey key, ConsumerRecord<byte[], byte[]> record, List<byte[]> found) {
        if (record.value() != null && Arrays.equals(record.key(), key.bytes())) {
            found.add(record.value());
        }
    }
}
