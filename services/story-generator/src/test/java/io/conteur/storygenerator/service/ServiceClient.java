package io.conteur.storygenerator.service;

import static io.conteur.storygenerator.TestPatience.await;

import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A Kafka client that sends prompts and checkpoints, and keeps all records that it reads. */
final class ServiceClient implements AutoCloseable {
    private static final List<String> TOPICS =
            List.of(
                    Topic.STORIES.name(),
                    Topic.STORY_PARTS.name(),
                    Topic.PROGRESS.name(),
                    Topic.PROMPTS.deadLetterName());

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<ConsumerRecord<byte[], byte[]>> heard = new ArrayList<>();

    ServiceClient(String bootstrapServers) {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "auto.offset.reset",
                                "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(TOPICS.stream().flatMap(topic -> partitions(topic).stream()).toList());
    }

    /** Waits until the broker has created the topic, which the first request for it causes. */
    private List<TopicPartition> partitions(String topic) {
        await().until(() -> !consumer.partitionsFor(topic).isEmpty());
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    void send(@Nullable String key, String prompt) {
        send(Topic.PROMPTS, key, prompt);
    }

    void send(Topic<?> topic, @Nullable String key, String prompt) {
        send(new ProducerRecord<>(topic.name(), bytes(key), bytes(prompt)));
    }

    void send(String key, String prompt, String traceparent) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(Topic.PROMPTS.name(), bytes(key), bytes(prompt));
        record.headers().add("traceparent", traceparent.getBytes(StandardCharsets.UTF_8));
        send(record);
    }

    void cancel(String key) {
        send(new ProducerRecord<>(Topic.PROMPTS.name(), bytes(key), null));
    }

    void announce(CheckpointPublished checkpoint) {
        send(
                new ProducerRecord<>(
                        Topic.CHECKPOINTS.name(),
                        bytes(checkpoint.model()),
                        EventCodec.encode(checkpoint)));
        producer.flush();
    }

    /** Does not wait: a test whose record is lost waits for its answer in vain. */
    private void send(ProducerRecord<byte[], byte[]> record) {
        var unused = producer.send(record);
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    /** Waits until a key has so many stories. */
    List<StoryWritten> stories(String key, int count) {
        return records(Topic.STORIES.name(), key, count).stream()
                .map(record -> EventCodec.decode(Topic.STORIES, record.value()))
                .toList();
    }

    StoryWritten story(String key) {
        return stories(key, 1).get(0);
    }

    /** All parts of a key, once its last part is there. */
    List<StoryPartWritten> parts(String key) {
        await().until(() -> heardParts(key).stream().anyMatch(StoryPartWritten::last));
        return heardParts(key);
    }

    private List<StoryPartWritten> heardParts(String key) {
        return heard(Topic.STORY_PARTS.name(), key).stream()
                .map(record -> EventCodec.decode(Topic.STORY_PARTS, record.value()))
                .toList();
    }

    /** Waits for the first progress event of a model. */
    Progressed progress(String model) {
        return EventCodec.decode(
                Topic.PROGRESS, records(Topic.PROGRESS.name(), model, 1).get(0).value());
    }

    /** The traceparent headers of the records of a key. */
    List<String> traceparents(Topic<?> topic, String key) {
        return records(topic.name(), key, 1).stream()
                .map(record -> record.headers().lastHeader("traceparent").value())
                .map(value -> new String(value, StandardCharsets.UTF_8))
                .toList();
    }

    ConsumerRecord<byte[], byte[]> deadLetter(String key) {
        return records(Topic.PROMPTS.deadLetterName(), key, 1).get(0);
    }

    private List<ConsumerRecord<byte[], byte[]>> records(String topic, String key, int count) {
        await().until(() -> heard(topic, key).size() >= count);
        return heard(topic, key);
    }

    private List<ConsumerRecord<byte[], byte[]>> heard(String topic, String key) {
        consumer.poll(Duration.ofMillis(50)).forEach(heard::add);
        return heard.stream()
                .filter(record -> record.topic().equals(topic))
                .filter(record -> new String(record.key(), StandardCharsets.UTF_8).equals(key))
                .toList();
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
