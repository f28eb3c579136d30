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
 * A load through Kafka on a running system. It sends every prompt at once; a producer left as it is
 * keeps records for five milliseconds. It shares the processor with what it measures, so it knows
 * events by their keys and parses none.
 */
final class PoissonLoad implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** The prompts of one load, known by their numbers. */
    private static final class Prompts {
        private final String run = "load-" + UUID.randomUUID() + "-";
        private final AtomicLongArray sent;
        private final boolean[] begun;
        private final Waits waits = new Waits();

        Prompts(int count) {
            sent = new AtomicLongArray(count);
            begun = new boolean[count];
        }
    }

    PoissonLoad(String bootstrap) {
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

    /** Has all prompts of a load answered. */
    Waits run(Load load) {
        Prompts prompts = new Prompts(load.prompts());
        new Thread(() -> send(prompts, load), "sender").start();
        while (prompts.waits.stories() < load.prompts()) {
            consumer.poll(POLL).forEach(record -> hear(record, prompts));
        }
        return prompts.waits.end();
    }

    private void send(Prompts prompts, Load load) {
        Arrivals arrivals = load.arrivals();
        long start = System.nanoTime();
        for (int i = 0; i < load.prompts(); i++) {
            LockSupport.parkNanos(start + arrivals.next() - System.nanoTime());
            send(prompts, i, load.tokens());
        }
    }

    private void send(Prompts prompts, int number, int maxTokens) {
        String id = prompts.run + number;
        String text = Arrivals.prompt(number);
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

    private static void hear(ConsumerRecord<byte[], byte[]> record, Prompts prompts) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (!key.startsWith(prompts.run)) {
            return;
        }
        int number = Integer.parseInt(key, prompts.run.length(), key.length(), 10);
        long nanos = System.nanoTime() - prompts.sent.get(number);
        if (record.topic().equals(Topic.STORIES.name())) {
            hearStory(new String(record.value(), StandardCharsets.UTF_8), nanos, prompts.waits);
        } else if (!prompts.begun[number]) {
            prompts.begun[number] = true;
            prompts.waits.first(nanos);
        }
    }

    private static void hearStory(String story, long nanos, Waits waits) {
        if (!story.contains("\"timings\"")) {
            throw new IllegalStateException("no story was written: " + story);
        }
        long queued = nanos(story, "queuedMillis");
        long engine = nanos(story, "lastTokenMillis");
        waits.story(nanos, queued, engine, (int) number(story, "storyTokens"));
    }

    private static long nanos(String json, String name) {
        return (long) (number(json, name) * 1e6);
    }

    /** The last number of that name, to which a comma or brace is next. */
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
