package io.conteur.benchmarks;

import io.conteur.events.EventCodec;
import io.conteur.events.PromptSubmitted;
import io.conteur.events.StoryPartWritten;
import io.conteur.events.StoryWritten;
import io.conteur.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Prompts that arrive by chance at a rate, as those of many people do, through Kafka to a running
 * system: how long until the first part, and until the story. Arguments: broker, prompts per second
 * (0 sends all at once, which measures the capacity), number of prompts, tokens of each story.
 */
public final class PoissonLoad {
    private static final Duration POLL = Duration.ofMillis(5);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Long> sent = Collections.synchronizedMap(new HashMap<>());
    private final List<Double> firstParts = new ArrayList<>();
    private final List<Double> stories = new ArrayList<>();
    private final Map<String, Boolean> begun = new HashMap<>();
    private long tokens;

    private PoissonLoad(String bootstrap) {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(
                Stream.of(Topic.STORY_PARTS.name(), Topic.STORIES.name())
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList());
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
    }

    /** Runs the load and prints what it measured. */
    public static void main(String[] arguments) throws InterruptedException {
        PoissonLoad load = new PoissonLoad(arguments[0]);
        int prompts = Integer.parseInt(arguments[2]);
        double rate = Double.parseDouble(arguments[1]);
        int tokens = Integer.parseInt(arguments[3]);
        long start = System.nanoTime();
        Thread sender = new Thread(() -> load.send(prompts, rate, tokens), "sender");
        sender.start();
        while (load.stories.size() < prompts) {
            load.consumer.poll(POLL).forEach(load::hear);
        }
        sender.join();
        load.report((System.nanoTime() - start) * 1e-9);
        load.producer.close();
        load.consumer.close();
    }

    /** Times between arrivals are exponential. */
    private void send(int prompts, double rate, int maxTokens) {
        Random random = new Random(1);
        long due = System.nanoTime();
        for (int i = 0; i < prompts; i++) {
            if (rate > 0) {
                due += (long) (-Math.log(1 - random.nextDouble()) / rate * 1e9);
                LockSupport.parkNanos(due - System.nanoTime());
            }
            send("A shy fox and the number " + i, maxTokens);
        }
    }

    private void send(String text, int maxTokens) {
        String id = "load-" + UUID.randomUUID();
        PromptSubmitted prompt =
                new PromptSubmitted(id, text, null, null, null, null, 1L, maxTokens);
        sent.put(id, System.nanoTime());
        var unused =
                producer.send(
                        new ProducerRecord<>(
                                Topic.PROMPTS.name(),
                                text.getBytes(StandardCharsets.UTF_8),
                                EventCodec.encode(prompt)));
    }

    private void hear(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topic.STORIES.name())) {
            StoryWritten story = EventCodec.decode(Topic.STORIES, record.value());
            if (sent.containsKey(story.id())) {
                stories.add(millisSince(story.id()));
                tokens += story.storyTokens() == null ? 0 : story.storyTokens();
            }
        } else {
            StoryPartWritten part = EventCodec.decode(Topic.STORY_PARTS, record.value());
            if (sent.containsKey(part.id()) && begun.put(part.id(), true) == null) {
                firstParts.add(millisSince(part.id()));
            }
        }
    }

    private double millisSince(String id) {
        Long from = sent.get(id);
        return from == null ? 0 : (System.nanoTime() - from) * 1e-6;
    }

    private void report(double seconds) {
        System.out.printf(
                "%d stories, %.2f a second, %.0f tokens/s; first part p50 %.0f ms, p99 %.0f ms;"
                        + " story p50 %.0f ms, p99 %.0f ms%n",
                stories.size(),
                stories.size() / seconds,
                tokens / seconds,
                percentile(firstParts, 0.5),
                percentile(firstParts, 0.99),
                percentile(stories, 0.5),
                percentile(stories, 0.99));
    }

    private static double percentile(List<Double> values, double share) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) (share * (sorted.size() - 1)));
    }
}
