package io.conteur.systemtests;

import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers of raw bytes, in no group, that read whole topics from their beginning. */
final class RawConsumer {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private RawConsumer() {}

    /** Reads everything in which a request can end. */
    static KafkaConsumer<byte[], byte[]> ofOutcomes(String bootstrap) {
        return of(
                bootstrap,
                Stream.concat(
                        Stream.of(Topic.STORIES.name(), Topic.PROGRESS.name()),
                        Topic.INPUTS.stream().map(Topic::deadLetterName)));
    }

    static KafkaConsumer<byte[], byte[]> of(String bootstrap, Stream<String> topics) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers", bootstrap,
                                "auto.offset.reset", "earliest",
                                "metadata.max.age.ms", "2000"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(partitions(consumer, topics));
        consumer.seekToBeginning(consumer.assignment());
        return consumer;
    }

    /** Reads partitions that were added to its topics, from their beginning. */
    static void assignAdded(KafkaConsumer<byte[], byte[]> consumer) {
        Set<TopicPartition> all = new HashSet<>(consumer.assignment());
        Stream<String> topics = consumer.assignment().stream().map(TopicPartition::topic);
        try {
            if (all.addAll(partitions(consumer, topics.distinct()))) {
                consumer.assign(all);
            }
        } catch (TimeoutException e) {
            // The broker is away: the next call looks again.
        }
    }

    private static List<TopicPartition> partitions(
            KafkaConsumer<byte[], byte[]> consumer, Stream<String> topics) {
        return topics.flatMap(topic -> consumer.partitionsFor(topic, LIMIT).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }
}
