package io.conteur.benchmarks;

import io.conteur.events.EventCodec;
import io.conteur.events.PromptSubmitted;
import io.conteur.events.PromptSubmittedBuilder;
import io.conteur.events.StoryPartWritten;
import io.conteur.events.StoryWritten;
import io.conteur.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
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
    private final Waits waits = new Waits();
    private final Set<String> begun = new HashSet<>();

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
        while (load.waits.stories() < prompts) {
            load.consumer.poll(POLL).forEach(load::hear);
        }
        sender.join();
        load.waits.print("part", System.nanoTime() - start);
        load.producer.close();
        load.consumer.close();
    }

    private void send(int prompts, double rate, int maxTokens) {
        Arrivals arrivals = new Arrivals(rate);
        long start = System.nanoTime();
        for (int i = 0; i < prompts; i++) {
            LockSupport.parkNanos(start + arrivals.next() - System.nanoTime());
            send(Arrivals.prompt(i), maxTokens);
        }
    }

    private void send(String text, int maxTokens) {
        String id = "load-" + UUID.randomUUID();
        PromptSubmitted prompt =
                PromptSubmittedBuilder.builder()
                        .prompt(text)
                        .id(id)
                        .seed(1L)
                        .maxTokens(maxTokens)
                        .build();
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
            Long from = sent.get(story.id());
            if (from != null) {
                int tokens = story.storyTokens() == null ? 0 : story.storyTokens();
                waits.story(System.nanoTime() - from, tokens);
            }
        } else {
            StoryPartWritten part = EventCodec.decode(Topic.STORY_PARTS, record.value());
            Long from = sent.get(part.id());
            if (from != null && begun.add(part.id())) {
                waits.first(System.nanoTime() - from);
            }
        }
    }
}
