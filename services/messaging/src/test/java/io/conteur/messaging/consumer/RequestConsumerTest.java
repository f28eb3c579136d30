package io.conteur.messaging.consumer;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.TestBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class RequestConsumerTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private static TestBroker broker;

    /** A topic that no other test uses. */
    private final Topic<PromptSubmitted> topic =
            new Topic<>("prompts-" + UUID.randomUUID(), PromptSubmitted.class, 1, false);

    private final RecordingHandler taker = new RecordingHandler(LIMIT);
    private final GroupMembership membership = new GroupMembership();

    @BeforeAll
    static void startTheBroker(@TempDir Path directory) throws IOException {
        broker = new TestBroker(directory);
    }

    @AfterAll
    static void stopTheBroker() {
        broker.close();
    }

    @BeforeEach
    void start() {
        broker.create(topic, Map.of("max.message.bytes", "" + Topic.MAX_REQUEST_BYTES));
        broker.createDeadLetters(topic);
    }

    @Test
    void whatIsNoRequestBecomesADeadLetterAsItCame() {
        ProducerRecord<byte[], byte[]> poison = record("k", "{\"prompt\":");
        poison.headers().add("content-type", TestBroker.utf8("application/cloudevents+xml"));
        poison.headers().add("odd", null);
        broker.send(poison);
        broker.send(record("k", "a fox"));

        try (RequestConsumer consumer = consumer()) {
            taker.awaits("a fox");
        }

        ConsumerRecord<byte[], byte[]> letter = deadLetters(1).get(0);
        assertArrayEquals(poison.key(), letter.key());
        assertArrayEquals(poison.value(), letter.value());
        assertEquals(
                List.of(poison.headers().toArray()),
                List.of(letter.headers().toArray()).subList(0, 2));
        assertTrue(reason(letter).contains("content type"), reason(letter));
    }

    @Test
    void theLargestRequestHasRoomForItsDeadLetter() {
        String value = "{" + "x".repeat(Topic.MAX_REQUEST_BYTES - 1000);
        broker.send(record(null, value));

        try (RequestConsumer consumer = consumer()) {
            assertArrayEquals(TestBroker.utf8(value), deadLetters(1).get(0).value());
        }
    }

    @Test
    void aDeadLetterThatHasNoRoomIsShortenedAndHoldsUpNobody() {
        Topic<PromptSubmitted> narrow =
                new Topic<>("narrow-" + UUID.randomUUID(), PromptSubmitted.class, 1, false);
        broker.create(narrow, Map.of());
        broker.create(
                new Topic<>(narrow.deadLetterName(), PromptSubmitted.class, 1, false),
                // Above batch.size: Kafka's client never splits a batch further than that.
                Map.of("max.message.bytes", "20000"));
        ProducerRecord<byte[], byte[]> wide = record(narrow, "k", "{");
        wide.headers().add("wide", new byte[30_000]);
        broker.send(record(narrow, "k", "{" + "x".repeat(30_000)));
        broker.send(wide);
        broker.send(record(narrow, "k", "a fox"));

        try (RequestConsumer consumer = consumer(narrow)) {
            taker.awaits("a fox");

            List<ConsumerRecord<byte[], byte[]>> letters = deadLetters(narrow, 2);
            assertEquals("30001", header(letters.get(0), "dead-letter-value-bytes"));
            assertArrayEquals(TestBroker.utf8("k"), letters.get(0).key());
            assertEquals("1", header(letters.get(1), "dead-letter-value-bytes"));
            assertEquals("1", header(letters.get(1), "dead-letter-offset"));
            assertNull(letters.get(1).headers().lastHeader("wide"));
        }
    }

    @Test
    void whateverATakerThrowsIsADeadLetter() {
        taker.failsOn = "a trap";
        broker.send(record("k", "a trap"));
        broker.send(record("k", "a fox"));

        try (RequestConsumer consumer = consumer()) {
            taker.awaits("a fox");

            assertTrue(reason(deadLetters(1).get(0)).contains("trapped"));
        }
    }

    @Test
    void whatWasNotAcknowledgedComesAgain() {
        IntStream.range(0, 5).forEach(i -> broker.send(record("k", "fox " + i)));
        try (RequestConsumer consumer = consumer()) {
            taker.awaits("fox 4");
            List.of(0, 1, 3).forEach(i -> taker.taken.get(i).acknowledgement().run());
        }
        taker.taken.clear();

        try (RequestConsumer consumer = consumer()) {
            taker.awaits("fox 4");
        }

        assertEquals(List.of("fox 2", "fox 3", "fox 4"), taker.values());
    }

    @Test
    void aPartitionThatIsNotReadyHoldsUpNoOther() {
        Topic<PromptSubmitted> wide =
                new Topic<>("wide-" + UUID.randomUUID(), PromptSubmitted.class, 2, false);
        broker.create(wide, Map.of());
        taker.notReady = 0;
        broker.send(toPartition(wide, 0, "a fox"));
        broker.send(toPartition(wide, 1, "a hare"));

        try (RequestConsumer consumer = consumer(wide)) {
            taker.awaits("a hare");
            List<String> early = taker.values();
            taker.notReady = -1;
            taker.awaits("a fox");

            assertEquals(List.of("a hare"), early);
        }
    }

    private static ProducerRecord<byte[], byte[]> toPartition(
            Topic<?> topic, int partition, String value) {
        return new ProducerRecord<>(topic.name(), partition, null, TestBroker.utf8(value));
    }

    @Test
    void itsGroupIsJoinedOnlyWhenTheHandlerAllowsIt() throws Exception {
        taker.mayJoin = false;
        broker.send(record("k", "a fox"));

        try (RequestConsumer consumer = consumer();
                Admin admin = Admin.create(broker.client())) {
            await().atMost(LIMIT).until(() -> taker.askedToJoin.get() > 2);
            boolean early =
                    admin.listGroups().all().get().stream()
                            .anyMatch(group -> group.groupId().equals(group(topic)));
            taker.mayJoin = true;
            taker.awaits("a fox");

            assertFalse(early);
        }
    }

    private static String group(Topic<?> read) {
        return "readers-of-" + read.name();
    }

    @Test
    void aMissingTopicIsNamed() {
        Topic<PromptSubmitted> missing =
                new Topic<>("missing-" + UUID.randomUUID(), PromptSubmitted.class, 1, false);

        try (RequestConsumer consumer = consumer(missing)) {
            await().atMost(LIMIT).until(() -> consumer.trouble().isPresent());
            String trouble = consumer.trouble().orElseThrow();
            broker.create(missing, Map.of());
            broker.send(record(missing, "k", "a fox"));
            taker.awaits("a fox");

            assertTrue(trouble.contains(missing.name()), trouble);
            await().atMost(LIMIT).until(() -> consumer.trouble().isEmpty());
        }
    }

    @Test
    void aRequestThatIsHeldBoundsHowManyBehindItAreTaken() {
        int many = 3 * RequestConsumer.MAX_SPREAD;
        broker.send(IntStream.range(0, many).mapToObj(i -> record("k", "fox " + i)).toList());
        taker.acknowledgesAllButTheFirst = true;

        try (RequestConsumer consumer = consumer()) {
            await().atMost(LIMIT).until(() -> taker.taken.size() >= RequestConsumer.MAX_SPREAD);
            taker.taken.get(0).acknowledgement().run();
            int before = taker.taken.size();
            taker.awaits("fox " + (many - 1));

            assertTrue(before < RequestConsumer.MAX_SPREAD + 32, "taken " + before);
        }
    }

    @Test
    void tellsWhatWaitsWhatIsHeldAndWhatBecameADeadLetter() {
        taker.room.set(2);
        broker.send(record("k", "{"));
        IntStream.range(0, 20).forEach(i -> broker.send(record("k", "fox " + i)));

        try (RequestConsumer consumer = consumer()) {
            taker.awaits("fox 1");
            await().atMost(LIMIT).until(() -> consumer.deadLetters() == 1);
            await().atMost(LIMIT).until(() -> consumer.waiting() + consumer.held() == 20);
            long waiting = consumer.waiting();
            assertEquals(taker.taken.get(0).timestamp(), consumer.oldest().orElseThrow());

            // The partition is paused, and Kafka's client fetches nothing of it.
            broker.send(record("k", "fox 20"));
            await().atMost(LIMIT).until(() -> consumer.waiting() == waiting + 1);

            taker.room.set(100);
            taker.awaits("fox 20");
            taker.acknowledgeAll();
            await().atMost(LIMIT).until(() -> consumer.waiting() == 0);
            assertEquals(0, consumer.held());
            assertTrue(consumer.oldest().isEmpty());
        }
    }

    @Test
    void nothingIsTakenWhileTheTakerIsNotReady() {
        taker.room.set(2);
        IntStream.range(0, 5).forEach(i -> broker.send(record("k", "fox " + i)));

        try (RequestConsumer consumer = consumer()) {
            taker.awaits("fox 1");
            taker.room.set(3);
            taker.awaits("fox 4");
        }

        assertEquals(5, taker.taken.size());
    }

    @Test
    void anOutageOfTheBrokerIsWaitedOut() throws IOException {
        try (RequestConsumer consumer = consumer()) {
            broker.send(record("k", "before"));
            taker.awaits("before");
            await().atMost(LIMIT).until(membership::confirmed);

            broker.stop();
            await().atMost(LIMIT).until(() -> !membership.confirmed());
            broker.startAgain();
            broker.send(record("k", "after"));

            taker.awaits("after");
            await().atMost(LIMIT).until(membership::confirmed);
        }
    }

    @Test
    void aTopicThatIsCreatedAnewIsReadFromItsBeginning() {
        try (RequestConsumer consumer = consumer()) {
            IntStream.range(0, 3).forEach(i -> broker.send(record("k", "fox " + i)));
            taker.awaits("fox 2");
            taker.acknowledgeAll();

            broker.delete(topic);
            await().atMost(LIMIT).ignoreExceptions().until(this::created);
            broker.send(record("k", "a hare"));

            taker.awaits("a hare");
        }
    }

    private boolean created() {
        broker.create(topic, Map.of());
        return true;
    }

    @Test
    void partitionsThatAreAddedAreRead() {
        try (RequestConsumer consumer = consumer()) {
            broker.send(record("k", "a fox"));
            taker.awaits("a fox");

            broker.grow(topic, 3);
            broker.send(
                    new ProducerRecord<>(
                            topic.name(), 2, TestBroker.utf8("k"), TestBroker.utf8("a hare")));

            taker.awaits("a hare");
        }
    }

    private RequestConsumer consumer() {
        return consumer(topic);
    }

    private RequestConsumer consumer(Topic<?> read) {
        RequestConsumer consumer =
                new RequestConsumer(
                        broker.client(),
                        new RequestConsumer.Subscription(
                                read,
                                group(read),
                                16,
                                Map.of("group.protocol", "consumer", "metadata.max.age.ms", "1000"),
                                membership),
                        taker);
        consumer.start();
        return consumer;
    }

    private ProducerRecord<byte[], byte[]> record(@Nullable String key, String value) {
        return record(topic, key, value);
    }

    private static ProducerRecord<byte[], byte[]> record(
            Topic<?> topic, @Nullable String key, String value) {
        return new ProducerRecord<>(topic.name(), TestBroker.utf8(key), TestBroker.utf8(value));
    }

    private static String reason(ConsumerRecord<byte[], byte[]> letter) {
        return header(letter, "dead-letter-reason");
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters(int count) {
        return deadLetters(topic, count);
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters(Topic<?> of, int count) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        broker.client(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(new TopicPartition(of.deadLetterName(), 0)));
            consumer.seekToBeginning(consumer.assignment());
            await().atMost(LIMIT)
                    .until(
                            () -> {
                                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
                                return found.size() >= count;
                            });
        }
        return found;
    }
}
