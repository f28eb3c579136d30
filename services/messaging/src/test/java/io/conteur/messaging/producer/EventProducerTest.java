package io.conteur.messaging.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.wire.Topic;
import io.conteur.events.wire.TraceContext;
import io.conteur.messaging.TestBroker;
import io.conteur.messaging.groupless.WholeTopicReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class EventProducerTest {
    @TempDir static Path directory;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startTheBroker() throws IOException {
        broker = EmbeddedBroker.start(directory, 0, BrokerOptions.creatingTopics());
    }

    @AfterAll
    static void stopTheBroker() {
        broker.close();
    }

    @Test
    void eventsOfAKeyArriveInTheOrderInWhichTheyWereSent() {
        Topic<StoryPartWritten> topic = topic("ordered");
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        try (EventProducer producer = new EventProducer(client(), "test")) {
            EventPublisher<StoryPartWritten> publisher =
                    producer.publisher(topic).in(TraceContext.start());

            IntStream.range(0, 200)
                    .forEach(
                            i ->
                                    sent.add(
                                            publisher
                                                    .send("a", part(i), "" + i)
                                                    .toCompletableFuture()));
            sent.forEach(CompletableFuture::join);
        }

        assertEquals(IntStream.range(0, 200).mapToObj(i -> part(i)).toList(), published(topic));
    }

    @Test
    void whatFollowsADeliveryMaySendToATopicThatNobodyHasSentTo() {
        Topic<StoryPartWritten> second = topic("second");
        try (EventProducer producer = new EventProducer(client(), "test")) {
            producer.publisher(topic("first"))
                    .send("a", part(1), "1")
                    .thenCompose(done -> producer.publisher(second).send("a", part(2), "2"))
                    .toCompletableFuture()
                    .join();
        }

        assertEquals(List.of(part(2)), published(second));
    }

    @Test
    void whatIsSentDuringAnOutageArrivesAfterItInOrder(@TempDir Path folder) throws IOException {
        Topic<StoryPartWritten> topic = topic("outage");
        List<CompletableFuture<Void>> sent = new ArrayList<>();
        try (TestBroker away = new TestBroker(folder);
                EventProducer producer = new EventProducer(away.client(), "test")) {
            away.create(topic, Map.of());
            EventPublisher<StoryPartWritten> publisher = producer.publisher(topic);
            publisher.publish("a", part(0), "0");

            away.stop();
            for (int i = 1; i < 100; i++) {
                sent.add(publisher.send("a", part(i), "" + i).toCompletableFuture());
            }
            assertTrue(producer.undeliveredBytes() > 0);
            away.startAgain();
            sent.forEach(CompletableFuture::join);

            assertEquals(0, producer.undeliveredBytes());
            assertEquals(
                    IntStream.range(0, 100).mapToObj(i -> part(i)).toList(),
                    published(topic, away.client()));
        }
    }

    @Test
    void sendingToATopicThatIsMissingWaitsForItAndHoldsUpNobody(@TempDir Path folder)
            throws IOException {
        Topic<StoryPartWritten> topic = topic("late");
        try (TestBroker strict = new TestBroker(folder);
                EventProducer producer = new EventProducer(strict.client(), "test")) {
            List<CompletableFuture<Void>> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sent.add(
                        producer.publisher(topic).send("a", part(i), "" + i).toCompletableFuture());
            }
            assertFalse(sent.get(0).isDone());

            strict.create(topic, Map.of());
            sent.forEach(CompletableFuture::join);

            assertEquals(
                    IntStream.range(0, 20).mapToObj(i -> part(i)).toList(),
                    published(topic, strict.client()));
        }
    }

    @Test
    void whatIsDiscardedIsNotSentLater(@TempDir Path folder) throws IOException {
        Topic<StoryPartWritten> topic = topic("discarded");
        try (TestBroker away = new TestBroker(folder);
                EventProducer producer = new EventProducer(away.client(), "test")) {
            away.create(topic, Map.of());
            producer.publisher(topic).publish("a", part(0), "0");
            away.stop();
            CompletableFuture<Void> lost =
                    producer.publisher(topic).send("a", part(1), "1").toCompletableFuture();

            producer.discard();
            assertThrows(CancellationException.class, lost::join);
            away.startAgain();
            producer.publisher(topic).publish("a", part(2), "2");

            assertEquals(List.of(part(0), part(2)), published(topic, away.client()));
        }
    }

    @Test
    void anEventThatIsTooLargeFailsAloneAndAtOnce() {
        Topic<StoryPartWritten> topic = topic("large");
        try (EventProducer producer = new EventProducer(client(), "test")) {
            producer.publisher(topic).publish("a", part(0), "0");
            CompletableFuture<Void> large =
                    producer.send(
                                    new ProducerRecord<>(
                                            topic.name(), new byte[2 * Topic.MAX_RECORD_BYTES]))
                            .toCompletableFuture();
            producer.publisher(topic).publish("a", part(1), "1");

            CompletionException failure = assertThrows(CompletionException.class, large::join);
            assertTrue(failure.getCause() instanceof RecordTooLargeException);
        }
    }

    private static Topic<StoryPartWritten> topic(String name) {
        return new Topic<>(name, StoryPartWritten.class, 1, true);
    }

    private static List<StoryPartWritten> published(Topic<StoryPartWritten> topic) {
        return published(topic, client());
    }

    private static List<StoryPartWritten> published(
            Topic<StoryPartWritten> topic, Map<String, Object> client) {
        List<StoryPartWritten> seen = new CopyOnWriteArrayList<>();
        try (WholeTopicReader<StoryPartWritten> table =
                new WholeTopicReader<>(topic, client, seen::add)) {
            table.caughtUp().join();
            return List.copyOf(seen);
        }
    }

    private static StoryPartWritten part(int sequence) {
        return StoryPartWritten.of("s", sequence, "text", false);
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }
}
