package io.conteur.cli.kafka;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.Terminal;
import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from the end or the beginning, without a consumer group. */
public final class EventReader implements AutoCloseable {
    private static final int MAX_ATTEMPTS = 20;
    private static final long RETRY_MILLIS = 100;
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();

    /** An event and the key of its record. */
    public record Read(String key, Record event) {}

    /** Reads all partitions. Once this returns, the reader misses no later event. */
    public EventReader(BrokerAccess broker, boolean fromBeginning, List<Topic<?>> topics) {
        this(broker, fromBeginning, names(topics), PartitionChoice.all());
    }

    /** Reads some partitions. Once this returns, the reader misses no later event in them. */
    public EventReader(
            BrokerAccess broker,
            boolean fromBeginning,
            List<String> topics,
            PartitionChoice choice) {
        consumer =
                broker.client(
                        Map.of(
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                "false",
                                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                                "earliest",
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed"),
                        settings ->
                                new KafkaConsumer<>(
                                        settings,
                                        new ByteArrayDeserializer(),
                                        new ByteArrayDeserializer()));
        try {
            topics.forEach(topic -> partitions.addAll(partitions(topic, choice)));
            consumer.assign(partitions);
            if (fromBeginning) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
            }
            // Seeking is lazy; position() performs it now.
            partitions.forEach(consumer::position);
        } catch (RuntimeException e) {
            consumer.close();
            throw e;
        }
    }

    /** Topics by their names in Kafka. */
    public static List<String> names(List<Topic<?>> topics) {
        return topics.stream().<String>map(Topic::name).toList();
    }

    /** Reads what topics hold now, from the beginning, in order within each partition. */
    public static void history(
            BrokerAccess broker,
            List<String> topics,
            PartitionChoice choice,
            Consumer<TopicRecord> each) {
        try (EventReader reader = new EventReader(broker, true, topics, choice)) {
            Map<TopicPartition, Long> ends = reader.consumer.endOffsets(reader.partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> reader.consumer.position(end.getKey()) < end.getValue())) {
                reader.records(POLL).forEach(each);
            }
        }
    }

    /** Waits at most this long for events; they are in order within each partition. */
    public List<Read> poll(Duration atMost) {
        List<Read> events = new ArrayList<>();
        for (TopicRecord record : records(atMost)) {
            if (!record.tombstone()) {
                read(record, events);
            }
        }
        return events;
    }

    /** As {@link #poll}, with tombstones and with what is not valid. */
    public List<TopicRecord> records(Duration atMost) {
        List<TopicRecord> records = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(atMost)) {
            records.add(new TopicRecord(record));
        }
        return records;
    }

    @Override
    public void close() {
        consumer.close();
    }

    /**
     * Retries, because a broker with auto.create.topics.enable needs a moment to create a topic.
     */
    private List<TopicPartition> partitions(String topic, PartitionChoice choice) {
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            List<PartitionInfo> found = found(topic);
            if (found != null && !found.isEmpty()) {
                return chosen(topic, found.size(), choice);
            }
            pause();
        }
        throw new CommandFailedException(
                "the broker has no topic "
                        + topic
                        + "; ./conteur up creates the topics on a broker of its own, elsewhere"
                        + " create them first");
    }

    private List<PartitionInfo> found(String topic) {
        try {
            return consumer.partitionsFor(topic);
        } catch (AuthorizationException e) {
            throw new CommandFailedException("the broker lets this client not read " + topic);
        }
    }

    private static List<TopicPartition> chosen(String topic, int count, PartitionChoice choice) {
        List<TopicPartition> chosen =
                IntStream.range(0, count)
                        .filter(number -> choice.includes(number, count))
                        .mapToObj(number -> new TopicPartition(topic, number))
                        .toList();
        if (chosen.isEmpty()) {
            throw new CommandFailedException(
                    "%s has the partitions 0 to %d only".formatted(topic, count - 1));
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

    private static void read(TopicRecord record, List<Read> events) {
        try {
            events.add(new Read(record.key(), record.event()));
        } catch (InvalidEventException e) {
            Terminal.complain("skipped a record of " + record.topic() + ": " + e.getMessage());
        }
    }
}
