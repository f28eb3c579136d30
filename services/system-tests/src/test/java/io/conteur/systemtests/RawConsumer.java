package io.conteur.systemtests;

import io.conteur.events.wire.Topic;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Consumers of raw bytes, in no group, that read whole topics from their beginning. */
final class RawConsumer {
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
                        Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(
                topics.flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList());
        consumer.seekToBeginning(consumer.assignment());
        return consumer;
    }
}
