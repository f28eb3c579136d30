package io.conteur.console.feed;

import io.conteur.console.change.RecordTranslator;
import io.conteur.messaging.groupless.GrouplessConsumer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** A consumer without a group over chosen partitions of all topics. For one thread. */
public final class TopicReader implements AutoCloseable {
    /** That a poll returns at most. */
    static final int MAX_RECORDS = 5_000;

    private static final int FETCH_BYTES = 1 << 20;

    /** Of all partitions together, which the consumer keeps until they are polled. */
    private static final int ALL_FETCH_BYTES = 8 << 20;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<TopicPartition> begun = new HashSet<>();
    private volatile boolean closed;

    /**
     * @param client connection settings of a Kafka client
     */
    public TopicReader(Map<String, Object> client) {
        Map<String, Object> settings = GrouplessConsumer.settings(client);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, ALL_FETCH_BYTES);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MAX_RECORDS);
        consumer = new KafkaConsumer<>(settings);
    }

    /** All partitions of all topics that are shown. */
    public Set<TopicPartition> partitions() {
        Set<TopicPartition> found = new HashSet<>();
        consumer.listTopics()
                .forEach(
                        (topic, partitions) -> {
                            if (RecordTranslator.knows(topic)) {
                                partitions.forEach(
                                        each ->
                                                found.add(
                                                        new TopicPartition(
                                                                topic, each.partition())));
                            }
                        });
        return found;
    }

    public Map<TopicPartition, Long> beginnings(Set<TopicPartition> partitions) {
        return consumer.beginningOffsets(partitions);
    }

    public Map<TopicPartition, Long> ends(Set<TopicPartition> partitions) {
        return consumer.endOffsets(partitions);
    }

    /**
     * Assigns these partitions, before their offsets are asked for: the client warns of each offset
     * of a partition that is not assigned.
     */
    public void assign(Set<TopicPartition> partitions) {
        consumer.assign(partitions);
        begun.retainAll(partitions);
    }

    /** Reads these partitions from now on, those that are new from the given offsets. */
    public void read(Map<TopicPartition, Long> from) {
        assign(from.keySet());
        from.forEach(
                (each, offset) -> {
                    if (begun.add(each)) {
                        consumer.seek(each, offset);
                    }
                });
    }

    public boolean readsNothing() {
        return consumer.assignment().isEmpty();
    }

    public ConsumerRecords<byte[], byte[]> poll(Duration limit) {
        return consumer.poll(limit);
    }

    /** Whether every partition that is read has been read up to these offsets. */
    public boolean reached(Map<TopicPartition, Long> ends) {
        Set<TopicPartition> assigned = consumer.assignment();
        return ends.entrySet().stream()
                .filter(end -> assigned.contains(end.getKey()))
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** The offsets of the next records. */
    public Map<TopicPartition, Long> positions() {
        Map<TopicPartition, Long> positions = new HashMap<>();
        consumer.assignment().forEach(each -> positions.put(each, consumer.position(each)));
        return positions;
    }

    /** Ends a poll of another thread. */
    public void wakeUp() {
        if (!closed) {
            consumer.wakeup();
        }
    }

    @Override
    public void close() {
        closed = true;
        GrouplessConsumer.close(consumer);
    }
}
