package io.conteur.cli.kafka;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.Terminal;
import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads the events of topics from the end or the beginning, without a consumer group. */
public final class EventReader implements AutoCloseable {
    private static final int MAX_ATTEMPTS = 20;
    private static final long RETRY_MILLIS = 100;

    private final KafkaConsumer<byte[], byte[]> consumer;

    /** An event and the key of its record. */
    public record Read(String key, Record event) {}

    /** Reads all partitions. Once this returns, the reader misses no later event. */
    public EventReader(String bootstrap, boolean fromBeginning, List<Topic<?>> topics) {
        this(bootstrap, fromBeginning, topics, PartitionChoice.all());
    }

    /** Reads some partitions. Once this returns, the reader misses no later event in them. */
    public EventReader(
            String bootstrap,
            boolean fromBeginning,
            List<Topic<?>> topics,
            PartitionChoice choice) {
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
        topics.forEach(topic -> partitions.addAll(partitions(topic, choice)));
        consumer.assign(partitions);
        if (fromBeginning) {
            consumer.seekToBeginning(partitions);
        } else {
            consumer.seekToEnd(partitions);
        }
        // Seeking is lazy; position() performs it now.
        partitions.forEach(consumer::position);
    }

    /** Waits at most this long for events; they are in order within each partition. */
    public List<Read> poll(Duration atMost) {
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

    /**
     * Retries, because a broker with auto.create.topics.enable needs a moment to create a topic.
     */
    private List<TopicPartition> partitions(Topic<?> topic, PartitionChoice choice) {
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            List<PartitionInfo> found = consumer.partitionsFor(topic.name());
            if (found != null && !found.isEmpty()) {
                return chosen(topic, found.size(), choice);
            }
            pause();
        }
        throw new CommandFailedException(
                "the broker has no topic "
                        + topic.name()
                        + "; ./conteur up creates the topics on a broker of its own, elsewhere"
                        + " create them first");
    }

    private static List<TopicPartition> chosen(Topic<?> topic, int count, PartitionChoice choice) {
        List<TopicPartition> chosen =
                IntStream.range(0, count)
                        .filter(number -> choice.includes(number, count))
                        .mapToObj(number -> new TopicPartition(topic.name(), number))
                        .toList();
        if (chosen.isEmpty()) {
            throw new CommandFailedException(
                    "%s has the partitions 0 to %d only".formatted(topic.name(), count - 1));
        }
        return chosen;
    }

    private static void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        }
    }

    /** Null for a tombstone, and for a record that is not a valid event. */
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
