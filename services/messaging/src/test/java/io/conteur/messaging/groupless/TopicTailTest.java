package io.conteur.messaging.groupless;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.wire.RecordKey;
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
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Reading topics from their ends, and reading back what lies under a key. */
@Timeout(600)
class TopicTailTest {
    /** Only ends a test that hangs. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Topic<StoryWritten> STORIES =
            new Topic<>("stories", StoryWritten.class, 2, false);
    private static final Topic<StoryPartWritten> PARTS =
            new Topic<>("parts", StoryPartWritten.class, 2, false);

    private final List<String> read = new CopyOnWriteArrayList<>();
    private TestBroker broker;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        broker = new TestBroker(directory);
        broker.create(STORIES, Map.of());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void whatIsSentFromNowOnIsReadAndNothingElse() {
        broker.create(PARTS, Map.of());
        send(STORIES, 0, "before");

        try (TopicTail tail = tail()) {
            await().atMost(LIMIT).until(tail::following);
            send(STORIES, 0, "a");
            send(PARTS, 1, "b");
            await().atMost(LIMIT).until(() -> read.size() == 2);

            assertEquals(Set.of("a", "b"), Set.copyOf(read));
            assertTrue(tail.trouble().isEmpty());
        }
    }

    @Test
    void aTopicThatIsMissingIsNamedAndFollowedOnceItIsThere() {
        try (TopicTail tail = tail()) {
            await().atMost(LIMIT)
                    .until(() -> tail.trouble().orElse("").contains("do not exist: [parts]"));
            assertFalse(tail.following());

            broker.create(PARTS, Map.of());
            await().atMost(LIMIT).until(tail::following);
            send(PARTS, 0, "a");

            await().atMost(LIMIT).until(() -> read.equals(List.of("a")));
        }
    }

    @Test
    void nothingOfAnAddedPartitionIsMissed() {
        broker.create(PARTS, Map.of());
        try (TopicTail tail = tail()) {
            await().atMost(LIMIT).until(tail::following);

            broker.grow(STORIES, 3);
            send(STORIES, 2, "a");
            send(STORIES, 2, "b");

            await().atMost(LIMIT).until(() -> read.equals(List.of("a", "b")));
        }
    }

    @Test
    void readingGoesOnAfterAnOutageWhereItWas() throws IOException {
        broker.create(PARTS, Map.of());
        try (TopicTail tail = tail()) {
            await().atMost(LIMIT).until(tail::following);
            send(STORIES, 0, "a");
            await().atMost(LIMIT).until(() -> read.size() == 1);

            broker.stop();
            broker.startAgain();
            send(STORIES, 0, "b");

            await().atMost(LIMIT).until(() -> read.equals(List.of("a", "b")));
        }
    }

    @Test
    void whatLiesUnderAKeyIsReadBackAsFarAsTheHorizon() {
        RecordKey key = RecordKey.of("key");
        send(STORIES, null, "key", "first");
        IntStream.range(0, 20).forEach(i -> send(STORIES, null, "other-" + i, "x"));
        send(STORIES, null, "key", "second");

        LatestRecords all = new LatestRecords(broker.client(), 100);
        LatestRecords last = new LatestRecords(broker.client(), 1);

        assertEquals(List.of("first", "second"), texts(all.under(key, STORIES, LIMIT)));
        assertEquals(List.of("second"), texts(last.under(key, STORIES, LIMIT)));
        assertEquals(List.of(), texts(all.under(RecordKey.of("none"), STORIES, LIMIT)));
    }

    private static List<String> texts(List<byte[]> values) {
        return values.stream().map(value -> new String(value, StandardCharsets.UTF_8)).toList();
    }

    private TopicTail tail() {
        return new TopicTail(
                List.of(STORIES, PARTS),
                broker.client(),
                record -> read.add(new String(record.value(), StandardCharsets.UTF_8)));
    }

    private void send(Topic<?> topic, int partition, String value) {
        send(topic, partition, "k", value);
    }

    private void send(Topic<?> topic, @Nullable Integer partition, String key, String value) {
        broker.send(
                new ProducerRecord<>(
                        topic.name(), partition, TestBroker.utf8(key), TestBroker.utf8(value)));
    }
}
