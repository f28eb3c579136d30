package io.conteur.systemtests;

import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.EventMessage;
import io.conteur.events.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends requests and keeps every event that was published since, by a client of its own. */
final class Ledger implements AutoCloseable {
    private static final List<Topic<?>> OUTPUTS =
            List.of(
                    Topic.TOKENIZERS,
                    Topic.PROGRESS,
                    Topic.CHECKPOINTS,
                    Topic.TRAINING_ROUNDS,
                    Topic.STORY_PARTS,
                    Topic.STORIES);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Object> events = new ArrayList<>();

    Ledger(String bootstrap) {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "auto.offset.reset",
                                "earliest",
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                OUTPUTS.stream()
                        .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    <E extends Record> void send(Topic<E> topic, String key, E event, String id)
            throws ExecutionException, InterruptedException {
        EventMessage message =
                EventMessage.of(topic, key, event, new EventMessage.Source("test", id));
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(message.topic(), message.key(), message.value());
        message.headers().forEach(record.headers()::add);
        producer.send(record).get();
    }

    /** Takes back what was sent under a key. */
    void sendTombstone(Topic<?> topic, String key) throws ExecutionException, InterruptedException {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic.name(), bytes, null)).get();
    }

    /** Every event of a kind so far. */
    <E> Stream<E> all(Class<E> type) {
        read();
        return events.stream().filter(type::isInstance).map(type::cast);
    }

    private void read() {
        consumer.poll(Duration.ofMillis(100))
                .forEach(
                        record ->
                                events.add(
                                        EventCodec.decode(topic(record.topic()), record.value())));
    }

    private static Topic<?> topic(String name) {
        return OUTPUTS.stream()
                .filter(topic -> topic.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
