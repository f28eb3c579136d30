package io.conteur.modeltrainer.service;

import static org.awaitility.Awaitility.await;

import io.conteur.events.wire.EventMessage;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.groupless.WholeTopicReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A Kafka client of a real broker. */
final class KafkaClient implements AutoCloseable {
    /** Timeout, generous for busy cores. */
    static final Duration LIMIT = Duration.ofSeconds(90);

    private final Map<String, Object> client;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<WholeTopicReader<?>> tables = new ArrayList<>();

    KafkaClient(String servers) {
        client = Map.of("bootstrap.servers", servers);
        producer =
                new KafkaProducer<>(
                        new HashMap<>(client),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    /** Returns once the broker has the record. */
    void send(Topic<?> topic, String key, byte[] value) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(new ProducerRecord<>(topic.name(), bytes, value)).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    <E extends Record> void send(Topic<E> topic, String key, E event) {
        EventMessage message =
                EventMessage.of(topic, key, event, new EventMessage.Source("test", "test"));
        send(topic, key, message.value());
    }

    /** All events of a topic, from its beginning, as they come. */
    <E> Seen<E> follow(Topic<E> topic) {
        List<E> events = new CopyOnWriteArrayList<>();
        tables.add(new WholeTopicReader<>(topic, client, events::add));
        return new Seen<>(events);
    }

    record Seen<E>(List<E> events) {
        /** Waits for an event. */
        E first(Predicate<E> wanted) {
            await().atMost(LIMIT).until(() -> events.stream().anyMatch(wanted));
            return all(wanted).get(0);
        }

        List<E> all(Predicate<E> wanted) {
            return events.stream().filter(wanted).toList();
        }
    }

    /** Waits for the record whose value is {@code value}. */
    ConsumerRecord<byte[], byte[]> deadLetter(Topic<?> topic, byte[] value) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        new HashMap<>(client),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic.deadLetterName()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            await().atMost(LIMIT)
                    .until(
                            () -> {
                                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
                                return found.stream()
                                        .anyMatch(r -> Arrays.equals(r.value(), value));
                            });
            return found.stream()
                    .filter(r -> Arrays.equals(r.value(), value))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Override
    public void close() {
        tables.forEach(WholeTopicReader::close);
        producer.close();
    }
}
