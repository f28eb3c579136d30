package io.conteur.benchmarks;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Measures what the HTTP API adds to the latency of Kafka, in rounds of the same load in turns,
 * then opens many streams at once, and at last leaves some of them.
 *
 * <p>Arguments: broker; base URL of the API; prompts per second; prompts in a round; tokens of each
 * story; rounds; streams that are opened at once; streams that are left.
 */
public final class HttpApiBenchmark {
    private static final Duration POLL = Duration.ofMillis(100);

    private HttpApiBenchmark() {}

    /** Prints each round, and the median of the differences. */
    public static void main(String[] arguments) {
        Load load =
                new Load(
                        Double.parseDouble(arguments[2]),
                        Integer.parseInt(arguments[3]),
                        Integer.parseInt(arguments[4]));
        HttpLoad http = new HttpLoad(arguments[1]);
        try (KafkaLoad kafka = new KafkaLoad(arguments[0])) {
            compare(kafka, http, load, Integer.parseInt(arguments[5]));
        }
        Load atOnce = new Load(0, Integer.parseInt(arguments[6]), load.tokens());
        System.out.println(atOnce.prompts() + " streams at once: " + http.run(atOnce));
        leave(arguments[0], http, Integer.parseInt(arguments[7]), load.tokens());
    }

    private static void compare(KafkaLoad kafka, HttpLoad http, Load load, int rounds) {
        List<Double> added = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            LatencyStatistics throughKafka = kafka.run(load);
            System.out.println("Kafka: " + throughKafka);
            HttpLoad.Latencies throughHttp = http.run(load);
            System.out.println("HTTP:  " + throughHttp);
            added.add(throughHttp.medianFirst() - throughKafka.first());
        }
        System.out.printf(
                "first text, HTTP less Kafka: median of %d rounds %+.1f ms, all %s%n",
                rounds, LatencyStatistics.median(added), added);
    }

    /** Leaves each stream at its first text, and waits until its outcome says so. */
    private static void leave(String bootstrap, HttpLoad http, int count, int tokens) {
        try (KafkaConsumer<byte[], byte[]> consumer = stories(bootstrap)) {
            List<HttpLoad.Stream> streams = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                streams.add(http.open(i, tokens, true));
            }
            streams.forEach(stream -> stream.ended.join());
            Map<String, Long> left =
                    streams.stream().collect(Collectors.toMap(s -> s.id, s -> s.leftMillis));
            List<Double> until = new ArrayList<>();
            while (!left.isEmpty()) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    StoryWritten story = EventCodec.decode(Topic.STORIES, record.value());
                    Long millis = left.remove(story.id());
                    if (millis != null && story.outcome() == Outcome.CANCELLED) {
                        until.add((double) record.timestamp() - millis);
                    }
                }
            }
            System.out.printf(
                    "%d streams left: %d cancelled before their end, %.0f ms (at most %.0f) after"
                            + " they were left%n",
                    count,
                    until.size(),
                    LatencyStatistics.median(until),
                    LatencyStatistics.percentile(until, 1));
        }
    }

    private static KafkaConsumer<byte[], byte[]> stories(String bootstrap) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(
                consumer.partitionsFor(Topic.STORIES.name()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList());
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        return consumer;
    }
}
