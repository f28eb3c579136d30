package io.conteur.cli;

import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads events of some topics, from now or from the beginning; commits nothing. */
final class EventReader implements AutoCloseable {
    private static final int TRIES = 20;
    private static final long PAUSE_MILLIS = 100;

    private final KafkaConsumer<byte[], byte[]> consumer;

    /** An event and its record's key. */
    record Read(String key, Record event) {}

    /** Once this returns, no later event is missed. */
    EventReader(String bootstrap, boolean fromBeginning, List<Topic<?>> topics) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrap,
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                "false",
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        topics.forEach(topic -> partitions.addAll(partitions(topic)));
        consumer.assign(partitions);
        if (fromBeginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        // Seeking is lazy; asking for the position makes it happen now.
        partitions.forEach(consumer::position);
    }

    /** Events that came within the time, in the order of each topic. */
    List<Read> poll(Duration atMost) {
        List<Read> events = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
            Read read = read(record);
            if (read != null) {
                events.add(read);
            }
        }
        return events;
    }

    @Override
    public void close() {
        consumer.close();
    }

    /** Asking makes a broker that creates topics on first use do so, which takes it a moment. */
    private List<TopicPartition> partitions(Topic<?> topic) {
        for (int i = 0; i < TRIES; i++) {
            List<PartitionInfo> found = consumer.partitionsFor(topic.name());
            if (found != null && !found.isEmpty()) {
                return found.stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
            }
            pause();
        }
        throw new CommandFailedException(
                "the broker has no topic "
                        + topic.name()
                        + "; ./conteur up creates the topics on a broker of its own, elsewhere"
                        + " create them first");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        }
    }

    /** Null for a tombstone, and for what others wrote that is no event of ours. */
    private static @Nullable Read read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null || record.value().length == 0) {
            return null;
        }
        Topic<?> topic =
                Topic.ALL.stream()
                        .filter(candidate -> candidate.name().equals(record.topic()))
                        .findFirst()
                        .orElseThrow();
        try {
            String key =
                    record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
            Object event = EventCodec.decode(topic, record.value());
            return new Read(key, (Record) event);
        } catch (InvalidEventException e) {
            Terminal.complain("skipped a record of " + record.topic() + ": " + e.getMessage());
            return null;
        }
    }
}
