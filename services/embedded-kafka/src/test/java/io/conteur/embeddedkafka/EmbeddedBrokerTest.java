package io.conteur.embeddedkafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
    @TempDir Path directory;

    @Test
    void carriesRecordsInTheirOrder() throws Exception {
        try (EmbeddedBroker broker = start(0)) {
            Client client = new Client(broker.bootstrapServers());

            client.send("tales", "fox", "owl");

            assertEquals(List.of("fox", "owl"), client.read("tales", 2));
        }
    }

    @Test
    void keepsRecordsAndClusterIdOverARestartOnAnotherPort() throws Exception {
        String clusterId;
        try (EmbeddedBroker broker = start(0)) {
            Client client = new Client(broker.bootstrapServers());
            client.send("tales", "fox");
            clusterId = client.clusterId();
        }

        try (EmbeddedBroker broker = start(0)) {
            Client client = new Client(broker.bootstrapServers());

            assertEquals(clusterId, client.clusterId());
            assertEquals(List.of("fox"), client.read("tales", 1));
        }
    }

    @Test
    void showsACommittedTransactionAndHidesAnAbortedOne() throws Exception {
        try (EmbeddedBroker broker = start(0)) {
            Client client = new Client(broker.bootstrapServers());

            client.sendInTransaction("tales", "dropped", false);
            client.sendInTransaction("tales", "kept", true);

            assertEquals(List.of("kept"), client.read("tales", 1));
        }
    }

    @Test
    void letsNoTransactionBeOpenForMoreThanAMinute() throws Exception {
        try (EmbeddedBroker broker = start(0)) {
            Client client = new Client(broker.bootstrapServers());

            client.beginTransactions(60_000);
            KafkaException refusal =
                    assertThrows(KafkaException.class, () -> client.beginTransactions(60_001));
            assertTrue(
                    String.valueOf(refusal.getMessage()).contains("transaction.max.timeout.ms"),
                    refusal::getMessage);
        }
    }

    @Test
    void forgetsTheOlderRecordsOfACompactedTopic() throws Exception {
        BrokerOptions eager =
                BrokerOptions.standard()
                        .with("log.cleaner.backoff.ms", "100")
                        .with("log.initial.task.delay.ms", "0");
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0, eager)) {
            Client client = new Client(broker.bootstrapServers());
            Map<String, String> oneRecordPerSegment =
                    Map.of(
                            "cleanup.policy",
                            "compact",
                            "segment.ms",
                            "1",
                            "min.cleanable.dirty.ratio",
                            "0.01");
            client.createTopic("tables", oneRecordPerSegment);

            client.send("tables", "first", "second", "third");

            await().atMost(Duration.ofSeconds(60))
                    .until(() -> client.read("tables", 1).equals(List.of("second")));
        }
    }

    @Test
    void takesAlmostAMebibyteAndRefusesMore() throws Exception {
        try (EmbeddedBroker broker = start(0)) {
            Client client = new Client(broker.bootstrapServers());
            String large = "x".repeat(1_000_000);

            client.send("tales", large);

            assertEquals(List.of(large), client.read("tales", 1));
            ExecutionException refusal =
                    assertThrows(
                            ExecutionException.class, () -> client.send("tales", large + large));
            assertInstanceOf(RecordTooLargeException.class, refusal.getCause());
        }
    }

    @Test
    void createsNoTopicUnlessAskedTo() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(directory, 0)) {
            Client client = new Client(broker.bootstrapServers());

            ExecutionException refusal =
                    assertThrows(ExecutionException.class, () -> client.send("mispelt", "fox"));

            assertInstanceOf(TimeoutException.class, refusal.getCause());
            assertEquals(List.of(), client.topics());
        }
    }

    @Test
    void refusesATakenPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            int port = taken.getLocalPort();

            IOException refusal = assertThrows(IOException.class, () -> start(port));

            assertTrue(refusal.getMessage().contains("localhost:" + port), refusal::getMessage);
        }
    }

    @Test
    void refusesADirectoryOfSomethingElse() throws Exception {
        Files.writeString(directory.resolve("novel.txt"), "Once upon a time");

        IOException refusal = assertThrows(IOException.class, () -> start(0));

        assertTrue(refusal.getMessage().contains("something else"), refusal::getMessage);
    }

    @Test
    void refusesADirectoryInUse() throws Exception {
        try (EmbeddedBroker broker = start(0)) {
            assertTrue(broker.bootstrapServers().startsWith("localhost:"));

            IOException refusal = assertThrows(IOException.class, () -> start(0));

            assertTrue(refusal.getMessage().contains("in use"), refusal::getMessage);
        }
    }

    private EmbeddedBroker start(int port) throws IOException {
        return EmbeddedBroker.start(directory, port, BrokerOptions.creatingTopics());
    }
}
