package io.conteur.benchmarks;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.PromptSubmittedBuilder;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
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
 * Runs a load on a running system through Kafka. The producer does not linger, so that batching
 * adds no latency. Events are matched by their keys and not parsed, because this process shares the
 * CPU with the system that it measures.
 */
final class KafkaLoad implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** The prompts of one load, identified by number. */
    private static final class Prompts {
        private final String run = "load-" + UUID.randomUUID() + "-";
        private final AtomicLongArray sent;
        private final boolean[] started;
        private final LatencyStatistics latencies = new LatencyStatistics();

        Prompts(int count) {
            sent = new AtomicLongArray(count);
            started = new boolean[count];
        }
    }

    KafkaLoad(String bootstrap) {
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

    /** Runs a load until all of its prompts are answered. */
    LatencyStatistics run(Load load) {
        Prompts prompts = new Prompts(load.prompts());
        new Thread(() -> send(prompts, load), "sender").start();
        while (prompts.latencies.stories() < load.prompts()) {
            consumer.poll(POLL).forEach(record -> receive(record, prompts));
        }
        return prompts.latencies.end();
    }

    private void send(Prompts prompts, Load load) {
        PoissonArrivals arrivals = load.arrivals();
        long start = System.nanoTime();
        for (int i = 0; i < load.prompts(); i++) {
            LockSupport.parkNanos(start + arrivals.next() - System.nanoTime());
            send(prompts, i, load.tokens());
        }
    }

    private void send(Prompts prompts, int number, int maxTokens) {
        String id = prompts.run + number;
        String text = PoissonArrivals.prompt(number);
        PromptSubmitted prompt =
                PromptSubmittedBuilder.builder()
                        .prompt(text)
                        .id(id)
                        .seed(1L)
                        .maxTokens(maxTokens)
                        .build();
        prompts.sent.set(number, System.nanoTime());
        var unused =
                producer.send(
                        new ProducerRecord<>(
                                Topic.PROMPTS.name(),
                                id.getBytes(StandardCharsets.UTF_8),
                                EventCodec.encode(prompt)));
    }

    private static void receive(ConsumerRecord<byte[], byte[]> record, Prompts prompts) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (!key.startsWith(prompts.run)) {
            return;
        }
        int number = Integer.parseInt(key, prompts.run.length(), key.length(), 10);
        long nanos = System.nanoTime() - prompts.sent.get(number);
        if (record.topic().equals(Topic.STORIES.name())) {
            receiveStory(
                    new String(record.value(), StandardCharsets.UTF_8), nanos, prompts.latencies);
        } else if (!prompts.started[number]) {
            prompts.started[number] = true;
            prompts.latencies.first(nanos);
        }
    }

    private static void receiveStory(String story, long nanos, LatencyStatistics latencies) {
        if (!story.contains("\"timings\"")) {
            throw new IllegalStateException("no story was written: " + story);
        }
        long queued = nanos(story, "queuedMillis");
        long engine = nanos(story, "lastTokenMillis");
        latencies.story(nanos, queued, engine, (int) number(story, "storyTokens"));
    }

    private static long nanos(String json, String name) {
        return (long) (number(json, name) * 1e6);
    }

    /** The value of the last JSON field with this name, which must be a number. */
    private static double number(String json, String name) {
        int at = json.lastIndexOf('"' + name + "\":") + name.length() + 3;
        int end = at;
        while (json.charAt(end) != ',' && json.charAt(end) != '}') {
            end++;
        }
        return Double.parseDouble(json.substring(at, end));
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
