package io.conteur.benchmarks;

import io.conteur.events.EventCodec;
import io.conteur.events.PromptSubmitted;
import io.conteur.events.PromptSubmittedBuilder;
import io.conteur.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLongArray;
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
 *
 * <p>It sends every prompt at once; a producer left as it is keeps records for five milliseconds.
 * It shares the processor with what it measures, so it knows events by their keys and parses none.
 */
public final class PoissonLoad {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final String run = "load-" + UUID.randomUUID() + "-";
    private final AtomicLongArray sent;
    private final boolean[] begun;
    private final Waits waits = new Waits();

    private PoissonLoad(String bootstrap, int prompts) {
        sent = new AtomicLongArray(prompts);
        begun = new boolean[prompts];
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "acks", "all", "linger.ms", 0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap, "check.crcs", false),
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

    /** Runs the load and prints what it measured, and what it cost itself. */
    public static void main(String[] arguments) throws InterruptedException {
        int prompts = Integer.parseInt(arguments[2]);
        PoissonLoad load = new PoissonLoad(arguments[0], prompts);
        double rate = Double.parseDouble(arguments[1]);
        int tokens = Integer.parseInt(arguments[3]);
        long start = System.nanoTime();
        Thread sender = new Thread(() -> load.send(rate, tokens), "sender");
        sender.start();
        while (load.waits.stories() < prompts) {
            load.consumer.poll(POLL).forEach(load::hear);
        }
        sender.join();
        load.waits.print("part", System.nanoTime() - start);
        ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .ifPresent(own -> System.out.printf("processor time of this: %s%n", own));
        load.producer.close();
        load.consumer.close();
    }

    private void send(double rate, int maxTokens) {
        Arrivals arrivals = new Arrivals(rate);
        long start = System.nanoTime();
        for (int i = 0; i < begun.length; i++) {
            LockSupport.parkNanos(start + arrivals.next() - System.nanoTime());
            send(i, maxTokens);
        }
    }

    private void send(int number, int maxTokens) {
        String id = run + number;
        String text = Arrivals.prompt(number);
        PromptSubmitted prompt =
                PromptSubmittedBuilder.builder()
                        .prompt(text)
                        .id(id)
                        .seed(1L)
                        .maxTokens(maxTokens)
                        .build();
        sent.set(number, System.nanoTime());
        var unused =
                producer.send(
                        new ProducerRecord<>(
                                Topic.PROMPTS.name(),
                                id.getBytes(StandardCharsets.UTF_8),
                                EventCodec.encode(prompt)));
    }

    private void hear(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (!key.startsWith(run)) {
            return;
        }
        int number = Integer.parseInt(key, run.length(), key.length(), 10);
        long nanos = System.nanoTime() - sent.get(number);
        if (record.topic().equals(Topic.STORIES.name())) {
            waits.story(nanos, tokens(record.value()));
        } else if (!begun[number]) {
            begun[number] = true;
            waits.first(nanos);
        }
    }

    private static int tokens(byte[] story) {
        String json = new String(story, StandardCharsets.UTF_8);
        String name = "\"storyTokens\":";
        int at = json.lastIndexOf(name) + name.length();
        int end = at;
        while (Character.isDigit(json.charAt(end))) {
            end++;
        }
        return Integer.parseInt(json, at, end, 10);
    }
}
