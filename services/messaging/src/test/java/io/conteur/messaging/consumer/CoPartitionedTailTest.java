package io.conteur.messaging.consumer;

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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class CoPartitionedTailTest {
    /** Only ends a test that hangs. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Topic<PromptSubmitted> INPUT =
            new Topic<>("input", PromptSubmitted.class, 2, false);
    private static final Topic<StoryWritten> OUTPUT =
            new Topic<>("output", StoryWritten.class, 2, false);
    private static final Topic<StoryPartWritten> PARTS =
            new Topic<>("parts", StoryPartWritten.class, 2, false);

    private final List<String> read = new CopyOnWriteArrayList<>();
    private TestBroker broker;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        broker = new TestBroker(directory);
        List.of(INPUT, OUTPUT, PARTS).forEach(topic -> broker.create(topic, Map.of()));
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void onlyWhatIsFollowedIsRead() {
        send(OUTPUT, 0, "a");
        send(OUTPUT, 1, "b");
        send(PARTS, 1, "c");

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
        List.of("a", "b", "c").forEach(value -> send(OUTPUT, 0, value));

        try (CoPartitionedTail tail = tail(2)) {
            tail.follow(Set.of(0));
            await().atMost(LIMIT).until(() -> tail.caughtUp(0));

            assertEquals(List.of("b", "c"), read);
        }
    }

    @Test
    void aPartitionIsFollowedUntilItIsDroppedAndThenReadAnew() {
        try (CoPartitionedTail tail = tail(100)) {
            tail.follow(Set.of(0));
            await().atMost(LIMIT).until(() -> tail.caughtUp(0));
            send(OUTPUT, 0, "a");
            await().atMost(LIMIT).until(() -> read.contains("a"));

            tail.drop(Set.of(0));
            send(OUTPUT, 0, "b");
            tail.follow(Set.of(0));
            await().atMost(LIMIT).until(() -> tail.caughtUp(0));

            assertTrue(read.contains("b"));
            assertEquals("ab", String.join("", read).replaceFirst("^a(?=ab)", ""));
        }
    }

    @Test
    void aPartitionThatTheOutputsLackWaitsUntilItIsAdded() {
        broker.grow(INPUT, 3);

        try (CoPartitionedTail tail = tail(100)) {
            tail.follow(Set.of(0, 2));
            await().atMost(LIMIT).until(() -> tail.caughtUp(0));
            await().atMost(LIMIT).until(() -> tail.trouble().isPresent());
            String trouble = tail.trouble().orElseThrow();
            boolean early = tail.caughtUp(2);

            broker.grow(OUTPUT, 3);
            broker.grow(PARTS, 3);
            await().atMost(LIMIT).until(() -> tail.caughtUp(2));
            await().atMost(LIMIT).until(() -> tail.trouble().isEmpty());

            assertFalse(early);
            assertTrue(trouble.contains("output has 2, parts has 2, input has 3"), trouble);
        }
    }

    @Test
    void topicsThatAreMissingOrCreatedAnewAreWaitedFor() {
        send(OUTPUT, 0, "a");
        send(OUTPUT, 0, "b");
        broker.delete(OUTPUT);

        try (CoPartitionedTail tail = tail(100)) {
            tail.follow(Set.of(0));
            await().atMost(LIMIT)
                    .until(
                            () ->
                                    tail.trouble()
                                            .filter(text -> text.contains("do not exist: output"))
                                            .isPresent());
            boolean early = tail.caughtUp(0);

            await().atMost(LIMIT).ignoreExceptions().until(this::createOutput);
            send(OUTPUT, 0, "c");
            await().atMost(LIMIT).until(() -> read.contains("c") && tail.caughtUp(0));

            assertFalse(early);
        }
    }

    private boolean createOutput() {
        broker.create(OUTPUT, Map.of());
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
            send(OUTPUT, 0, "a");

            await().atMost(LIMIT).until(() -> read.contains("a") && tail.caughtUp(1));
            assertTrue(tail.alive());
        }
    }

    @Test
    void anExceptionOfTheListenerEndsIt() {
        send(OUTPUT, 0, "a");

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
                new CoPartitionedTail.Topics(INPUT, List.of(OUTPUT, PARTS), horizon),
                broker.client(),
                listener);
    }

    private void send(Topic<?> topic, int partition, String value) {
        broker.send(
                new ProducerRecord<>(
                        topic.name(), partition, TestBroker.utf8("k"), TestBroker.utf8(value)));
    }
}
