package io.conteur.messaging.producer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.wire.Topic;
import io.conteur.events.wire.TraceContext;
import io.conteur.messaging.groupless.WholeTopicReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(600)
class FencedProducerTest {
    private static final Topic<StoryPartWritten> TOPIC =
            new Topic<>("fenced", StoryPartWritten.class, 1, true);
    private static final TraceContext TRACE = TraceContext.start();

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
    void whoeverOpensTheSameWorkShutsOutAllBefore() {
        try (FencedProducer old = open("job");
                FencedProducer other = open("another-job")) {
            old.publisher(TOPIC, TRACE).publish("a", part(1), "1");
            try (FencedProducer successor = open("job")) {
                successor.publisher(TOPIC, TRACE).publish("a", part(2), "2");
                EventPublisher<StoryPartWritten> zombie = old.publisher(TOPIC, TRACE);
                assertThrows(FencedException.class, () -> zombie.publish("a", part(3), "3"));
                assertThrows(FencedException.class, () -> zombie.publish("a", part(4), "4"));
                other.publisher(TOPIC, TRACE).publish("b", part(5), "5");
            }
        }

        assertEquals(List.of(part(1), part(2), part(5)), published());
    }

    @Test
    void anEventStaysWithItsProducerUntilTheBrokerIsBack(@TempDir Path own) throws IOException {
        EmbeddedBroker away = EmbeddedBroker.start(own, 0, BrokerOptions.creatingTopics());
        Map<String, Object> client = Map.of("bootstrap.servers", away.bootstrapServers());
        try (FencedProducer producer =
                FencedProducer.open(
                        client, "test", "job", opened -> opened.toCompletableFuture().join())) {
            EventPublisher<StoryPartWritten> publisher = producer.publisher(TOPIC, TRACE);
            publisher.publish("a", part(1), "1");
            away.close();

            CompletionStage<Void> taken = publisher.send("a", part(2), "2");

            int port = URI.create("kafka://" + away.bootstrapServers()).getPort();
            try (EmbeddedBroker back =
                    EmbeddedBroker.start(own, port, BrokerOptions.creatingTopics())) {
                taken.toCompletableFuture().join();
                assertEquals(List.of(part(1), part(2)), published(client));
            }
        }
    }

    @Test
    void anOpeningThatNobodyWaitsForIsAbandoned() {
        Map<String, Object> nobody = Map.of("bootstrap.servers", "127.0.0.1:1");

        assertThrows(
                IllegalArgumentException.class,
                () ->
                        FencedProducer.open(
                                nobody,
                                "test",
                                "job",
                                opened -> {
                                    throw new IllegalArgumentException("handed over");
                                }));
    }

    private static List<StoryPartWritten> published() {
        return published(client());
    }

    private static List<StoryPartWritten> published(Map<String, Object> client) {
        List<StoryPartWritten> seen = new CopyOnWriteArrayList<>();
        try (WholeTopicReader<StoryPartWritten> table =
                new WholeTopicReader<>(TOPIC, client, seen::add)) {
            table.caughtUp().join();
            return List.copyOf(seen);
        }
    }

    private static FencedProducer open(String work) {
        return FencedProducer.open(
                client(), "test", work, opened -> opened.toCompletableFuture().join());
    }

    private static StoryPartWritten part(int sequence) {
        return StoryPartWritten.of("s", sequence, "text", false);
    }

    private static Map<String, Object> client() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }
}
