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
class WholeTopicReaderTest {
    /** Only ends a test that hangs. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir static Path directory;

    private static EmbeddedBroker broker;
    private static KafkaProducer<byte[], byte[]> producer;

    private final List<StoryPartWritten> heard = new CopyOnWriteArrayList<>();
    private final List<String> tombstones = new CopyOnWriteArrayList<>();

    /** A topic that no other test uses. */
    private final Topic<StoryPartWritten> topic =
            new Topic<>("topic-" + UUID.randomUUID(), StoryPartWritten.class, 1, true);

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

        try (WholeTopicReader<StoryPartWritten> reader = reader()) {
            reader.caughtUp().join();

            assertEquals(List.of(part(1), part(2)), heard);
        }
    }

    @Test
    void caughtUpIncludesWhatWasJustWritten() {
        try (WholeTopicReader<StoryPartWritten> reader = reader()) {
            for (int i = 0; i < 20; i++) {
                put("a", part(i));

                reader.caughtUp().join();

                assertEquals(part(i), heard.get(i));
            }
        }
    }

    @Test
    void aTombstoneIsToldApart() {
        put("a", part(1));
        try (WholeTopicReader<StoryPartWritten> reader = reader()) {
            reader.caughtUp().join();

            send("a", null);
            send("b", new byte[0]);
            send(null, null);
            reader.caughtUp().join();

            assertEquals(List.of(part(1)), heard);
            assertEquals(List.of("a", "b"), tombstones);
        }
    }

    @Test
    void aBadRecordHidesNoOther() {
        put("a", part(1));
        send("a", utf8("{\"id\":"));
        send("b", utf8("{}"));
        send(null, EventCodec.encode(part(9)));
        put("c", part(3));

        try (WholeTopicReader<StoryPartWritten> reader = reader()) {
            reader.caughtUp().join();

            assertEquals(List.of(part(1), part(3)), heard);
            assertTrue(reader.alive());
        }
    }

    @Test
    void theListenerHearsEveryEventInOrder() {
        put("a", part(1));
        put("a", part(2));

        try (WholeTopicReader<StoryPartWritten> reader = reader()) {
            reader.caughtUp().join();
            put("b", part(3));
            reader.caughtUp().join();

            assertEquals(List.of(part(1), part(2), part(3)), heard);
        }
    }

    @Test
    void isLoadedOnceTheTopicWasRead() {
        put("a", part(1));

        try (WholeTopicReader<StoryPartWritten> reader = reader()) {
            await().atMost(LIMIT).until(reader::loaded);

            assertEquals(List.of(part(1)), heard);
        }
    }

    @Test
    void waitsForATopicThatIsNotThere() {
        try (WholeTopicReader<StoryPartWritten> reader = reader()) {
            reader.caughtUp().join();

            assertEquals(List.of(), heard);
            assertTrue(reader.loaded());
        }
    }

    @Test
    void closingEndsItsThread() {
        WholeTopicReader<StoryPartWritten> reader = reader();
        reader.caughtUp().join();

        reader.close();

        assertFalse(reader.alive());
        assertTrue(
                Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("reader-" + topic.name())));
        assertThrows(CompletionException.class, () -> reader.caughtUp().join());
    }

    @Test
    void aFatalErrorEndsItForGood() {
        put("a", part(1));
        Consumer<StoryPartWritten> broken =
                event -> {
                    throw new IllegalStateException("broken");
                };

        try (WholeTopicReader<StoryPartWritten> reader = reader(broken)) {
            await().atMost(LIMIT).until(() -> !reader.alive());

            assertThrows(CompletionException.class, () -> reader.caughtUp().join());
            assertFalse(reader.loaded());
        }
    }

    @Test
    void anOutageIsWaitedOut(@TempDir Path folder) throws IOException {
        try (TestBroker away = new TestBroker(folder)) {
            away.create(topic, Map.of());
            try (WholeTopicReader<StoryPartWritten> reader =
                    new WholeTopicReader<>(topic, away.client(), heard::add)) {
                reader.caughtUp().join();
                away.stop();
                CompletableFuture<Void> asked = reader.caughtUp();
                away.startAgain();
                away.send(record("a", part(1)));

                asked.join();
                reader.caughtUp().join();

                assertEquals(List.of(part(1)), heard);
                assertTrue(reader.alive());
            }
        }
    }

    @Test
    void aTopicThatGoesAndComesIsRead(@TempDir Path folder) throws IOException {
        try (TestBroker strict = new TestBroker(folder);
                WholeTopicReader<StoryPartWritten> reader =
                        new WholeTopicReader<>(topic, strict.client(), heard::add)) {
            assertFalse(reader.loaded());
            strict.create(topic, Map.of());
            strict.send(record("a", part(1)));
            strict.send(record("b", part(2)));
            await().atMost(LIMIT).until(() -> heard.contains(part(2)));

            strict.delete(topic);
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(
                            () -> {
                                strict.create(topic, Map.of());
                                return true;
                            });
            strict.send(record("c", part(3)));

            await().atMost(LIMIT).until(() -> heard.contains(part(3)));
        }
    }

    @Test
    void partitionsThatAreAddedAreRead(@TempDir Path folder) throws IOException {
        try (TestBroker strict = new TestBroker(folder);
                WholeTopicReader<StoryPartWritten> reader =
                        new WholeTopicReader<>(topic, strict.client(), heard::add)) {
            strict.create(topic, Map.of());
            reader.caughtUp().join();

            strict.grow(topic, 3);
            strict.send(
                    new ProducerRecord<>(topic.name(), 2, utf8("a"), EventCodec.encode(part(1))));

            await().atMost(LIMIT).until(() -> heard.contains(part(1)));
        }
    }

    private ProducerRecord<byte[], byte[]> record(String key, StoryPartWritten event) {
        return new ProducerRecord<>(topic.name(), utf8(key), EventCodec.encode(event));
    }

    private WholeTopicReader<StoryPartWritten> reader() {
        return reader(heard::add);
    }

    private WholeTopicReader<StoryPartWritten> reader(Consumer<StoryPartWritten> listener) {
        return new WholeTopicReader<>(
                topic,
                connection(),
                listener,
                tombstone -> tombstones.add(new String(tombstone.key(), StandardCharsets.UTF_8)));
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
