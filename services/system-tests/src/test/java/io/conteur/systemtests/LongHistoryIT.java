package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;

import io.conteur.events.story.PromptSubmittedBuilder;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a long history costs: a generator's start with empty topics and with {@code
 * -Dconteur.history.stories=1000000} stories in them ({@code -Dconteur.history.starts=2} times),
 * and what a second generator that comes, and one that is killed, cost the prompts of others. It
 * prints figures and asserts none.
 */
@EnabledIfSystemProperty(named = "conteur.history.stories", matches = "[1-9][0-9]*")
class LongHistoryIT {
    private static final int STORIES = Integer.getInteger("conteur.history.stories", 0);
    private static final int STARTS = Integer.getInteger("conteur.history.starts", 2);
    private static final int PARTS_PER_STORY = 2;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Prompts are sent so often while the group changes. */
    private static final Duration EVERY = Duration.ofMillis(50);

    @TempDir Path folder;

    private final Map<String, Long> sentNanos = new HashMap<>();
    private final Map<String, Long> answeredNanos = new HashMap<>();
    private final Map<String, Integer> partitions = new HashMap<>();
    private KafkaProducer<byte[], byte[]> producer;
    private KafkaConsumer<byte[], byte[]> consumer;
    private int next;

    @Test
    void aLongHistoryIsReadBackInBounds() throws Exception {
        try (Stage stage = Stage.in(folder)) {
            MicroTraining.on(stage);
            producer =
                    new KafkaProducer<>(
                            Map.of(
                                    "bootstrap.servers",
                                    stage.broker().bootstrapServers(),
                                    "linger.ms",
                                    "5"),
                            new ByteArraySerializer(),
                            new ByteArraySerializer());
            startAndAnswer(stage, "empty").close();
            startAndAnswer(stage, "empty").close();
            fill();
            for (int i = 1; i < STARTS; i++) {
                startAndAnswer(stage, STORIES + " stories").close();
            }
            try (ServiceProcess one = startAndAnswer(stage, STORIES + " stories")) {
                sendFor(Duration.ofSeconds(30), "one generator");
                try (ServiceProcess other = stage.service("story-generator")) {
                    sendFor(Duration.ofSeconds(40), "a second one comes");
                    sendFor(Duration.ofSeconds(30), "two generators");
                    one.kill();
                    long killed = System.nanoTime();
                    CompletableFuture<Long> assigned =
                            CompletableFuture.supplyAsync(() -> whenOneHasAll(stage));
                    sendFor(Duration.ofSeconds(30), "one is killed");
                    reportTakeOver(killed, assigned.join());
                }
            }
        } finally {
            producer.close();
            if (consumer != null) {
                consumer.close();
            }
        }
    }

    /** Starts a generator and has it answer one prompt; prints what that took. */
    private ServiceProcess startAndAnswer(Stage stage, String what) throws Exception {
        if (consumer != null) {
            consumer.close();
        }
        consumer =
                RawConsumer.of(stage.broker().bootstrapServers(), Stream.of(Topic.STORIES.name()));
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        long begun = System.nanoTime();
        ServiceProcess generator = stage.service("story-generator");
        String id = send();
        await().atMost(LIMIT)
                .until(
                        () -> {
                            read();
                            return answeredNanos.containsKey(id);
                        });
        System.out.printf(
                "%s: first story after %.1f s and %.1f s of processor time; %d MiB of live heap%n",
                what,
                (System.nanoTime() - begun) / 1e9,
                generator.processorTime().toMillis() / 1e3,
                generator.liveHeapBytes() >> 20);
        return generator;
    }

    private void fill() {
        StoryWritten story =
                StoryWrittenBuilder.builder()
                        .id("old")
                        .outcome(StoryWritten.Outcome.COMPLETED)
                        .origin(StoryWritten.Origin.PROMPT)
                        .prompt("A fox finds a key in the snow")
                        .story("Once upon a time there was a fox who had a key. ".repeat(15))
                        .build();
        for (int i = 0; i < STORIES; i++) {
            String id = "old-" + i;
            byte[] key = ("key " + i).getBytes(StandardCharsets.UTF_8);
            for (int part = 0; part < PARTS_PER_STORY; part++) {
                boolean last = part == PARTS_PER_STORY - 1;
                fill(Topic.STORY_PARTS, key, StoryPartWritten.of(id, part, "Once upon ", last));
            }
            fill(Topic.STORIES, key, StoryWrittenBuilder.builder(story).id(id).build());
        }
        producer.flush();
    }

    private void fill(Topic<?> topic, byte[] key, Record event) {
        var unused =
                producer.send(new ProducerRecord<>(topic.name(), key, EventCodec.encode(event)));
    }

    private String send() {
        String id = "new-" + next++;
        byte[] value =
                EventCodec.encode(
                        PromptSubmittedBuilder.builder()
                                .prompt("A fox and the number " + next)
                                .id(id)
                                .model("micro")
                                .maxTokens(4)
                                .build());
        sentNanos.put(id, System.nanoTime());
        byte[] key = id.getBytes(StandardCharsets.UTF_8);
        var unused = producer.send(new ProducerRecord<>(Topic.PROMPTS.name(), key, value));
        return id;
    }

    private void read() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(5))) {
            String id = new String(record.key(), StandardCharsets.UTF_8);
            answeredNanos.putIfAbsent(id, System.nanoTime());
            partitions.put(id, record.partition());
        }
    }

    /** Sends at a steady rate, and prints the latencies of those prompts. */
    private void sendFor(Duration time, String what) {
        int first = next;
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < time.toNanos()) {
            if (System.nanoTime() - begun > (next - first) * EVERY.toNanos()) {
                send();
            }
            read();
        }
        await().atMost(LIMIT)
                .until(
                        () -> {
                            read();
                            return answeredNanos.keySet().containsAll(sentNanos.keySet());
                        });
        Map<Integer, List<Long>> byPartition = new HashMap<>();
        for (int i = first; i < next; i++) {
            String id = "new-" + i;
            byPartition
                    .computeIfAbsent(partitions.get(id), any -> new ArrayList<>())
                    .add((answeredNanos.get(id) - sentNanos.get(id)) / 1_000_000);
        }
        System.out.println(what + ", milliseconds to the story by partition:");
        byPartition.forEach(
                (partition, millis) -> {
                    Collections.sort(millis);
                    System.out.printf(
                            "  %d: median %d, p99 %d, most %d%n",
                            partition,
                            millis.get(millis.size() / 2),
                            millis.get((int) (millis.size() * 0.99)),
                            millis.get(millis.size() - 1));
                });
    }

    /** The time at which the group has given all partitions to the one that is left. */
    private static long whenOneHasAll(Stage stage) {
        try (BrokerAdmin admin = new BrokerAdmin(stage.broker().bootstrapServers())) {
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> admin.hasOneMember("story-generator"));
            return System.nanoTime();
        }
    }

    /**
     * When the group had given all partitions to one generator, and the first answer after a kill
     * in each partition, which those of the killed one waited for.
     */
    private void reportTakeOver(long killedNanos, long assignedNanos) {
        System.out.printf(
                "all partitions given to the other %.2f s after the kill%n",
                (assignedNanos - killedNanos) / 1e9);
        Map<Integer, Long> firstAnswers = new HashMap<>();
        answeredNanos.forEach(
                (id, nanos) -> {
                    if (sentNanos.get(id) > killedNanos) {
                        firstAnswers.merge(partitions.get(id), nanos - killedNanos, Math::min);
                    }
                });
        firstAnswers.forEach(
                (partition, nanos) ->
                        System.out.printf(
                                "  %d: first answer %.2f s after the kill%n",
                                partition, nanos / 1e9));
    }
}
