package io.conteur.messaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.StoryPartWritten;
import io.conteur.events.Topic;
import io.conteur.events.TraceContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
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
            Outbox<StoryPartWritten> outbox = producer.outbox(topic).in(TraceContext.start());

            IntStream.range(0, 200)
                    .forEach(
                            i -> sent.add(outbox.send("a", part(i), "" + i).toCompletableFuture()));
            sent.forEach(CompletableFuture::join);
        }

        assertEquals(IntStream.range(0, 200).mapToObj(i -> part(i)).toList(), published(topic));
    }

    @Test
    void whatFollowsADeliveryMaySendToATopicThatNobodyHasSentTo() {
        Topic<StoryPartWritten> second = topic("second");
        try (EventProducer producer = new EventProducer(client(), "test")) {
            producer.outbox(topic("first"))
                    .send("a", part(1), "1")
                    .thenCompose(done -> producer.outbox(second).send("a", part(2), "2"))
                    .toCompletableFuture()
                    .join();
        }

        assertEquals(List.of(part(2)), published(second));
    }

    private static Topic<StoryPartWritten> topic(String name) {
        return new Topic<>(name, StoryPartWritten.class, 1, true);
    }

    private static List<StoryPartWritten> published(Topic<StoryPartWritten> topic) {
        List<StoryPartWritten> seen = new CopyOnWriteArrayList<>();
        try (TopicTable<StoryPartWritten> table = new TopicTable<>(topic, client(), seen::add)) {
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
