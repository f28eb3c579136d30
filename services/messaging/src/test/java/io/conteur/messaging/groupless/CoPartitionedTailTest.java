package io.conteur.messaging.groupless;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.TestBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class CoPartitionedTailTest {
    /** Only ends a test that hangs. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static TestBroker broker;

    /** Topics that no other test uses. */
    private final String id = UUID.randomUUID().toString();

    private final Topic<PromptSubmitted> input =
            new Topic<>("input-" + id, PromptSubmitted.class, 2, false);
    private final Topic<StoryWritten> output =
            new Topic<>("output-" + id, StoryWritten.class, 2, false);
    private final Topic<StoryPartWritten> parts =
            new Topic<>("parts-" + id, StoryPartWritten.class, 2, false);
    private final List<String> read = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void startTheBroker(@TempDir Path directory) throws IOException {
        broker = new TestBroker(directory);
    }

    @AfterAll
    static void stopTheBroker() {
        broker.close();
    }

    @BeforeEach
    void create() {
        List.of(input, output, parts).forEach(topic -> broker.create(topic, Map.of()));
    }

    @Test
    void onlyWhatIsFollowedIsRead() {
        send(output, 0, "a");
        send(output, 1, "b");
        send(parts, 1, "c");

        try (CoPartitionedTail tail = tail(100)) {
            tail.follow(Set.of(1));
            await().atMost(LIMIT).until(() -> tail.caughtUp(1));

            assertEquals(Set.of("b", "c"), Set.copyOf(read));
            assertFalse(tail.caughtUp(0));
            assertTrue(tail.caughtUp());
        }
    }

    @Test
    void readingBeginsNearTheEnd() {
        List.of("a", "b", "c").forEach(value -> send(output, 0, value));

        try (CoPartitionedTail tail = tail(2)) {
            tail.follow(Set.of(0));
            await().atMost(LIMIT).until(() -> tail.caughtUp(0));

            assertEquals(List.of("b", "c"), read);
        }
    }

    @Test
    void eachTopicHasAHorizonOfItsOwn() {
        List.of("a", "b", "c").forEach(value -> send(output, 0, value));
        List.of("d", "e", "f").forEach(value -> send(parts, 0, value));

        try (CoPartitionedTail tail = tail(2)) {
            tail.follow(Set.of(0));
            await().atMost(LIMIT).until(() -> tail.caughtUp(0));

            assertEquals(Set.of("b", "c", "f"), Set.copyOf(read));
        }
    }

    @Test
    void aPartitionIsFollowedUntilItIsDroppedAndThenReadAnew() {
        try (CoPartitionedTail tail = tail(100)) {
            tail.follow(Set.of(0));
            await().atMost(LIMIT).until(() -> tail.caughtUp(0));
            send(output, 0, "a");
            await().atMost(LIMIT).until(() -> read.contains("a"));

            tail.drop(Set.of(0));
            send(output, 0, "b");
            tail.follow(Set.of(0));
            await().atMost(LIMIT).until(() -> tail.caughtUp(0));

            assertTrue(read.contains("b"));
            assertEquals("ab", String.join("", read).replaceFirst("^a(?=ab)", ""));
        }
    }

    @Test
    void aPartitionThatTheOutputsLackWaitsUntilItIsAdded() {
        broker.grow(input, 3);

        try (CoPartitionedTail tail = tail(100)) {
            tail.follow(Set.of(0, 2));
            await().atMost(LIMIT).until(() -> tail.caughtUp(0));
            await().atMost(LIMIT).until(() -> tail.trouble().isPresent());
            String trouble = tail.trouble().orElseThrow();
            boolean early = tail.caughtUp(2);

            broker.grow(output, 3);
            broker.grow(parts, 3);
            await().atMost(LIMIT).until(() -> tail.caughtUp(2));
            await().atMost(LIMIT).until(() -> tail.trouble().isEmpty());

            assertFalse(early);
            assertTrue(
                    trouble.contains(
                            "%s has 2, %s has 2, %s has 3"
                                    .formatted(output.name(), parts.name(), input.name())),
                    trouble);
        }
    }

    @Test
    void topicsThatAreMissingOrCreatedAnewAreWaitedFor() {
        send(output, 0, "a");
        send(output, 0, "b");
        broker.delete(output);

        try (CoPartitionedTail tail = tail(100)) {
            tail.follow(Set.of(0));
            await().atMost(LIMIT)
                    .until(
                            () ->
                                    tail.trouble()
                                            .filter(
                                                    text ->
                                                            text.contains(
                                                                    "do not exist: "
                                                                            + output.name()))
                                            .isPresent());
            boolean early = tail.caughtUp(0);

            await().atMost(LIMIT).ignoreExceptions().until(this::createOutput);
            send(output, 0, "c");
            await().atMost(LIMIT).until(() -> read.contains("c") && tail.caughtUp(0));

            assertFalse(early);
        }
    }

    private boolean createOutput() {
        broker.create(output, Map.of());
        return true;
    }

    @Test
    void anOutageIsWaitedOut() throws IOException {
        try (CoPartitionedTail tail = tail(100)) {
            tail.follow(Set.of(0));
            await().atMost(LIMIT).until(() -> tail.caughtUp(0));
            broker.stop();
            tail.follow(Set.of(1));
            broker.startAgain();
            send(output, 0, "a");

            await().atMost(LIMIT).until(() -> read.contains("a") && tail.caughtUp(1));
            assertTrue(tail.alive());
        }
    }

    @Test
    void anExceptionOfTheListenerEndsIt() {
        send(output, 0, "a");

        try (CoPartitionedTail tail =
                tail(
                        100,
                        record -> {
                            throw new IllegalStateException("broken");
                        })) {
            tail.follow(Set.of(0));
            await().atMost(LIMIT).until(() -> !tail.alive());

            assertFalse(tail.caughtUp(0));
        }
    }

    private CoPartitionedTail tail(int horizon) {
        return tail(
                horizon, record -> read.add(new String(record.value(), StandardCharsets.UTF_8)));
    }

    private CoPartitionedTail tail(int horizon, Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        return new CoPartitionedTail(
                new CoPartitionedTail.Topics(
                        input,
                        List.of(
                                new CoPartitionedTail.Output(output, horizon),
                                new CoPartitionedTail.Output(parts, 1))),
                broker.client(),
                listener);
    }

    private void send(Topic<?> topic, int partition, String value) {
        broker.send(
                new ProducerRecord<>(
                        topic.name(), partition, TestBroker.utf8("k"), TestBroker.utf8(value)));
    }
}
