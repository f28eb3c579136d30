package io.conteur.systemtests.containers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.PromptSubmittedBuilder;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Prompts at a steady rate; when each was sent, when its story began, and how it ended. */
final class PromptLoad implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int MAX_TOKENS = 16;

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final Map<String, Long> begun = new ConcurrentHashMap<>();
    private final Map<String, StoryWritten> ended = new ConcurrentHashMap<>();
    private final Thread reader = new Thread(this::read, "reader");
    private final String name = UUID.randomUUID().toString();
    private volatile boolean closed;

    PromptLoad(String bootstrap) {
        Map<String, Object> client = Map.of("bootstrap.servers", bootstrap);
        producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                Stream.of(Topic.STORY_PARTS, Topic.STORIES)
                        .flatMap(topic -> consumer.partitionsFor(topic.name()).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // Finds the ends now, and not when stories are there already.
        partitions.forEach(consumer::position);
        reader.start();
    }

    /** Sends prompts at an interval, whether they are answered or not. */
    void send(int count, Duration interval) {
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            send(name + "-" + i);
            long next = began + (i + 1) * interval.toNanos();
            while (System.nanoTime() - next < 0) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    private void send(String id) {
        PromptSubmitted prompt =
                PromptSubmittedBuilder.builder()
                        .prompt("A fox and the tale " + id)
                        .id(id)
                        .maxTokens(MAX_TOKENS)
                        .build();
        sent.put(id, System.nanoTime());
        var unused =
                producer.send(
                        new ProducerRecord<>(
                                Topic.PROMPTS.name(),
                                prompt.prompt().getBytes(UTF_8),
                                EventCodec.encode(prompt)));
    }

    private void read() {
        while (!closed) {
            consumer.poll(POLL).forEach(this::enter);
        }
        consumer.close();
    }

    private void enter(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topic.STORIES.name())) {
            StoryWritten story = EventCodec.decode(Topic.STORIES, record.value());
            ended.put(story.id(), story);
        } else {
            StoryPartWritten part = EventCodec.decode(Topic.STORY_PARTS, record.value());
            begun.putIfAbsent(part.id(), System.nanoTime());
        }
    }

    int sent() {
        return sent.size();
    }

    int answered() {
        return ended.size();
    }

    /** Prompts that have no completed story, and what they have. */
    Map<String, String> lost() {
        Map<String, String> lost = new TreeMap<>();
        sent.keySet().forEach(id -> lost.put(id, "no outcome"));
        ended.forEach(
                (id, story) -> {
                    if (story.outcome() == StoryWritten.Outcome.COMPLETED) {
                        lost.remove(id);
                    } else {
                        lost.put(id, story.outcome() + ": " + story.reason());
                    }
                });
        return lost;
    }

    /**
     * The time from a prompt to the first part of its story.
     *
     * @param share of the prompts that had it sooner
     */
    Duration timeToFirstPart(double share) {
        List<Long> times =
                begun.entrySet().stream()
                        .map(entry -> entry.getValue() - sent.get(entry.getKey()))
                        .sorted()
                        .collect(Collectors.toList());
        return Duration.ofNanos(times.get((int) Math.ceil(share * times.size()) - 1));
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        reader.join();
        producer.close();
    }
}
