package io.conteur.messaging.groupless;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.TestBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class TopicTableTest {
    /** Only ends a test that hangs. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir static Path directory;

    private static EmbeddedBroker broker;
    private static KafkaProducer<byte[], byte[]> producer;

    /** A topic that no other test uses. */
    private final Topic<StoryPartWritten> topic =
            new Topic<>("table-" + UUID.randomUUID(), StoryPartWritten.class, 1, true);

    @BeforeAll
    static void startTheBroker() throws IOException {
        broker = EmbeddedBroker.start(directory, 0, BrokerOptions.creatingTopics());
        producer =
                new KafkaProducer<>(
                        connection(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @AfterAll
    static void stopTheBroker() {
        producer.close();
        broker.close();
    }

    @Test
    void whatWasWrittenBeforeIsRead() {
        put("a", part(1));
        put("b", part(2));

        try (TopicTable<StoryPartWritten> table = table()) {
            table.caughtUp().join();

            assertEquals(part(1), table.newest("a").orElseThrow());
            assertEquals(part(2), table.newest("b").orElseThrow());
            assertEquals(2, table.all().size());
            assertTrue(table.newest("c").isEmpty());
        }
    }

    @Test
    void caughtUpIncludesWhatWasJustWritten() {
        try (TopicTable<StoryPartWritten> table = table()) {
            for (int i = 0; i < 20; i++) {
                put("a", part(i));

                table.caughtUp().join();

                assertEquals(part(i), table.newest("a").orElseThrow());
            }
        }
    }

    @Test
    void theNewestWins() {
        put("a", part(1));
        put("a", part(2));

        try (TopicTable<StoryPartWritten> table = table()) {
            table.caughtUp().join();

            assertEquals(List.of(part(2)), table.all());
        }
    }

    @Test
    void aTombstoneRemoves() {
        put("a", part(1));
        try (TopicTable<StoryPartWritten> table = table()) {
            table.caughtUp().join();

            send("a", null);
            table.caughtUp().join();

            assertTrue(table.newest("a").isEmpty());
        }
    }

    @Test
    void aBadRecordHidesNoOther() {
        put("a", part(1));
        send("a", utf8("{\"id\":"));
        send("b", utf8("{}"));
        send(null, EventCodec.encode(part(9)));
        put("c", part(3));

        try (TopicTable<StoryPartWritten> table = table()) {
            table.caughtUp().join();

            assertEquals(part(1), table.newest("a").orElseThrow());
            assertEquals(part(3), table.newest("c").orElseThrow());
            assertEquals(2, table.all().size());
            assertTrue(table.alive());
        }
    }

    @Test
    void theListenerHearsEveryEventInOrder() {
        List<StoryPartWritten> heard = new CopyOnWriteArrayList<>();
        put("a", part(1));
        put("a", part(2));

        try (TopicTable<StoryPartWritten> table = table(heard::add)) {
            table.caughtUp().join();
            put("b", part(3));
            table.caughtUp().join();

            assertEquals(List.of(part(1), part(2), part(3)), heard);
        }
    }

    @Test
    void isLoadedOnceTheTopicWasRead() {
        put("a", part(1));

        try (TopicTable<StoryPartWritten> table = table()) {
            await().atMost(LIMIT).until(table::loaded);

            assertEquals(1, table.all().size());
        }
    }

    @Test
    void waitsForATopicThatIsNotThere() {
        try (TopicTable<StoryPartWritten> table = table()) {
            table.caughtUp().join();

            assertTrue(table.all().isEmpty());
            assertTrue(table.loaded());
        }
    }

    @Test
    void closingEndsItsThread() {
        TopicTable<StoryPartWritten> table = table();
        table.caughtUp().join();

        table.close();

        assertFalse(table.alive());
        assertTrue(
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("table-" + topic.name())));
        assertThrows(CompletionException.class, () -> table.caughtUp().join());
    }

    @Test
    void aFatalErrorEndsItForGood() {
        put("a", part(1));
        Consumer<StoryPartWritten> broken =
                event -> {
                    throw new IllegalStateException("broken");
                };

        try (TopicTable<StoryPartWritten> table = table(broken)) {
            await().atMost(LIMIT).until(() -> !table.alive());

            assertThrows(CompletionException.class, () -> table.caughtUp().join());
            assertFalse(table.loaded());
        }
    }

    @Test
    void anOutageIsWaitedOut(@TempDir Path folder) throws IOException {
        try (TestBroker away = new TestBroker(folder)) {
            away.create(topic, Map.of());
            try (TopicTable<StoryPartWritten> table =
                    new TopicTable<>(topic, away.client(), part -> {})) {
                table.caughtUp().join();
                away.stop();
                CompletableFuture<Void> asked = table.caughtUp();
                away.startAgain();
                away.send(record("a", part(1)));

                asked.join();
                table.caughtUp().join();

                assertEquals(part(1), table.newest("a").orElseThrow());
                assertTrue(table.alive());
            }
        }
    }

    @Test
    void aTopicThatGoesAndComesIsRead(@TempDir Path folder) throws IOException {
        try (TestBroker strict = new TestBroker(folder);
                TopicTable<StoryPartWritten> table =
                        new TopicTable<>(topic, strict.client(), part -> {})) {
            assertFalse(table.loaded());
            strict.create(topic, Map.of());
            strict.send(record("a", part(1)));
            strict.send(record("b", part(2)));
            await().atMost(LIMIT).until(() -> table.newest("b").isPresent());

            strict.delete(topic);
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(
                            () -> {
                                strict.create(topic, Map.of());
                                return true;
                            });
            strict.send(record("c", part(3)));

            await().atMost(LIMIT).until(() -> table.newest("c").isPresent());
        }
    }

    @Test
    void partitionsThatAreAddedAreRead(@TempDir Path folder) throws IOException {
        try (TestBroker strict = new TestBroker(folder);
                TopicTable<StoryPartWritten> table =
                        new TopicTable<>(topic, strict.client(), part -> {})) {
            strict.create(topic, Map.of());
            table.caughtUp().join();

            strict.grow(topic, 3);
            strict.send(
                    new ProducerRecord<>(topic.name(), 2, utf8("a"), EventCodec.encode(part(1))));

            await().atMost(LIMIT).until(() -> table.newest("a").isPresent());
        }
    }

    private ProducerRecord<byte[], byte[]> record(String key, StoryPartWritten event) {
        return new ProducerRecord<>(topic.name(), utf8(key), EventCodec.encode(event));
    }

    private TopicTable<StoryPartWritten> table() {
        return table(event -> {});
    }

    private TopicTable<StoryPartWritten> table(Consumer<StoryPartWritten> listener) {
        return new TopicTable<>(topic, connection(), listener);
    }

    private static Map<String, Object> connection() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    private static StoryPartWritten part(int sequence) {
        return StoryPartWritten.of("p", sequence, "text", false);
    }

    private void put(String key, StoryPartWritten event) {
        send(key, EventCodec.encode(event));
    }

    private void send(@Nullable String key, byte @Nullable [] value) {
        try {
            producer.send(new ProducerRecord<>(topic.name(), key == null ? null : utf8(key), value))
                    .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
