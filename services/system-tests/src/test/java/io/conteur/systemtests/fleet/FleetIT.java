package io.conteur.systemtests.fleet;

import static java.util.concurrent.CompletableFuture.runAsync;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fleet shares the partitions, and each generator reads the answers of its own alone. A large one
 * takes some minutes:
 *
 * <ul>
 *   <li>{@code -Dconteur.fleet.generators=100}
 *   <li>{@code -Dconteur.fleet.partitions=1024}
 *   <li>{@code -Dconteur.fleet.prompts=10000}
 * </ul>
 */
class FleetIT {
    private static final int GENERATORS = Integer.getInteger("conteur.fleet.generators", 4);
    private static final int PARTITIONS = Integer.getInteger("conteur.fleet.partitions", 16);
    private static final int PROMPTS = Integer.getInteger("conteur.fleet.prompts", 400);

    /** Records read by the fleet for each that was written. */
    private static final double MOST_READ = 1.05;

    /** Only ends a test that hangs. */
    private static final Duration LIMIT = Duration.ofMinutes(20);

    @TempDir Path folder;

    @Test
    void eachGeneratorReadsItsShareAndNoMore() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0, patient());
                Admin admin = Admin.create(client(broker))) {
            createTopics(admin);
            announce(broker);
            long heapBefore = liveHeap();
            long begun = System.nanoTime();
            List<FleetMember> fleet = start(client(broker), admin);
            try {
                IntSummaryStatistics shares = awaitAssignment(admin, fleet);
                Duration settled = Duration.ofNanos(System.nanoTime() - begun);
                long heap = (liveHeap() - heapBefore) / GENERATORS;
                send(broker);
                await().atMost(LIMIT).until(() -> answered(admin));
                double read = recordsRead(admin);

                System.out.printf(
                        "%d generators, %d partitions: assigned after %d s, %d to %d each; %d KiB of"
                                + " heap each; %.3f records read for each of stories and parts%n",
                        GENERATORS,
                        PARTITIONS,
                        settled.toSeconds(),
                        shares.getMin(),
                        shares.getMax(),
                        heap >> 10,
                        read);
                assertTrue(shares.getMax() - shares.getMin() <= 1, shares::toString);
                assertTrue(read <= MOST_READ, "read " + read);
            } finally {
                closeAll(fleet);
            }
        }
    }

    /**
     * A large fleet leaves the broker little processor time: it must neither fence itself nor expel
     * members whose heartbeats are late.
     */
    private static BrokerOptions patient() {
        return BrokerOptions.standard()
                .with("broker.session.timeout.ms", "120000")
                .with("group.consumer.session.timeout.ms", "60000")
                .with("group.consumer.heartbeat.interval.ms", "10000");
    }

    private static void closeAll(List<FleetMember> fleet) {
        CompletableFuture<?>[] closed =
                fleet.stream()
                        .map(each -> runAsync(each::close, task -> new Thread(task).start()))
                        .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(closed).join();
    }

    private static Map<String, Object> client(EmbeddedBroker broker) {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private static void createTopics(Admin admin) throws ExecutionException, InterruptedException {
        Stream<NewTopic> coPartitioned =
                Topic.CO_PARTITIONED.stream()
                        .map(topic -> new NewTopic(topic.name(), PARTITIONS, (short) 1));
        Stream<NewTopic> others =
                Stream.of(
                                Topic.CHECKPOINTS.name(),
                                Topic.PROGRESS.name(),
                                Topic.PROMPTS.deadLetterName())
                        .map(name -> new NewTopic(name, 1, (short) 1));
        admin.createTopics(Stream.concat(coPartitioned, others).toList()).all().get();
        // A broker makes some tens of partitions a second, and the group's own topic after them.
        for (Topic<?> topic : Topic.CO_PARTITIONED) {
            await().atMost(LIMIT).ignoreExceptions().until(() -> !ends(admin, topic).isEmpty());
        }
    }

    private static void announce(EmbeddedBroker broker) {
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            var unused =
                    producer.send(
                            new ProducerRecord<>(
                                    Topic.CHECKPOINTS.name(),
                                    utf8("stub"),
                                    EventCodec.encode(StubModel.CHECKPOINT)));
        }
    }

    private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
        return new KafkaProducer<>(
                client(broker), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** One after another: Kafka's client computes all the time while it joins a group. */
    private static List<FleetMember> start(Map<String, Object> client, Admin admin) {
        List<FleetMember> fleet = new ArrayList<>();
        for (int i = 0; i < GENERATORS; i++) {
            fleet.add(new FleetMember(client, name(i)));
            await().atMost(LIMIT)
                    .ignoreExceptions() // Until there is a group.
                    .until(() -> shares(admin).getCount() == fleet.size());
        }
        return fleet;
    }

    private static String name(int generator) {
        return "generator-" + generator;
    }

    /** Returns the numbers of partitions of the generators once all are assigned and read back. */
    private static IntSummaryStatistics awaitAssignment(Admin admin, List<FleetMember> fleet) {
        await().atMost(LIMIT)
                .ignoreExceptions() // Until there is a group.
                .until(
                        () -> {
                            IntSummaryStatistics shares = shares(admin);
                            return shares.getCount() == GENERATORS
                                    && shares.getSum() == PARTITIONS
                                    && shares.getMax() - shares.getMin() <= 1
                                    && fleet.stream().allMatch(FleetMember::caughtUp);
                        });
        try {
            return shares(admin);
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IntSummaryStatistics shares(Admin admin)
            throws ExecutionException, InterruptedException {
        String group = "story-generator";
        return admin
                .describeConsumerGroups(List.of(group))
                .all()
                .get()
                .get(group)
                .members()
                .stream()
                .mapToInt(member -> member.assignment().topicPartitions().size())
                .summaryStatistics();
    }

    private static void send(EmbeddedBroker broker) {
        try (KafkaProducer<byte[], byte[]> producer = producer(broker)) {
            for (int i = 0; i < PROMPTS; i++) {
                PromptSubmitted prompt = PromptSubmitted.of("a fox and the number " + i);
                var unused =
                        producer.send(
                                new ProducerRecord<>(
                                        Topic.PROMPTS.name(),
                                        utf8(prompt.prompt()),
                                        EventCodec.encode(prompt)));
            }
        }
    }

    /** Whether every prompt is acknowledged, and its story in the partition of its number. */
    private static boolean answered(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed =
                admin.listConsumerGroupOffsets("story-generator")
                        .partitionsToOffsetAndMetadata()
                        .get();
        Map<Integer, Long> prompts = ends(admin, Topic.PROMPTS);
        Map<Integer, Long> acknowledged =
                prompts.keySet().stream()
                        .collect(
                                Collectors.toMap(
                                        number -> number, number -> offset(committed, number)));
        if (!acknowledged.equals(prompts)) {
            return false;
        }
        assertEquals(prompts, ends(admin, Topic.STORIES));
        return true;
    }

    private static long offset(Map<TopicPartition, OffsetAndMetadata> committed, int number) {
        OffsetAndMetadata offset = committed.get(new TopicPartition(Topic.PROMPTS.name(), number));
        return offset == null ? 0 : offset.offset();
    }

    /** Records of each partition. */
    private static Map<Integer, Long> ends(Admin admin, Topic<?> topic)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> latest =
                IntStream.range(0, PARTITIONS)
                        .mapToObj(number -> new TopicPartition(topic.name(), number))
                        .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get().entrySet().stream()
                .collect(
                        Collectors.toMap(
                                end -> end.getKey().partition(), end -> end.getValue().offset()));
    }

    /** By the metrics of the fleet's own consumers, once they have read all that there is. */
    private static double recordsRead(Admin admin) throws ExecutionException, InterruptedException {
        long written =
                Stream.concat(
                                ends(admin, Topic.STORIES).values().stream(),
                                ends(admin, Topic.STORY_PARTS).values().stream())
                        .mapToLong(Long::longValue)
                        .sum();
        await().atMost(LIMIT).until(() -> recordsConsumed() >= written);
        return recordsConsumed() / written;
    }

    private static double recordsConsumed() {
        return IntStream.range(0, GENERATORS).mapToDouble(i -> recordsConsumed(name(i))).sum();
    }

    private static double recordsConsumed(String clientId) {
        try {
            Object value =
                    ManagementFactory.getPlatformMBeanServer()
                            .getAttribute(
                                    new ObjectName(
                                            "kafka.consumer:type=consumer-fetch-manager-metrics,client-id="
                                                    + clientId),
                                    "records-consumed-total");
            return (Double) value;
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long liveHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
