package io.conteur.cli.kafka;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicProvisionerTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private EmbeddedBroker broker;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        broker = EmbeddedBroker.start(folder, 0);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void topicsOfPromptsAndStoriesGetTheNumberOfPartitionsThatIsAsked() throws Exception {
        create(OptionalInt.of(3));

        awaitPartitions(3);
        assertEquals(Topic.PROGRESS.partitions(), partitions(Topic.PROGRESS));
    }

    @Test
    void partitionsAreAddedAndKept() throws Exception {
        create(OptionalInt.empty());
        create(OptionalInt.of(10));
        awaitPartitions(10);
        create(OptionalInt.empty());

        awaitPartitions(10);
    }

    @Test
    void unequalNumbersAreEvenedOut() throws Exception {
        create(OptionalInt.empty());
        try (Admin admin = KafkaClients.admin(BrokerAccess.to(broker.bootstrapServers()))) {
            admin.createPartitions(Map.of(Topic.PROMPTS.name(), NewPartitions.increaseTo(9)))
                    .all()
                    .get();
        }
        await().atMost(LIMIT).until(() -> partitions(Topic.PROMPTS) == 9);

        create(OptionalInt.empty());

        awaitPartitions(9);
    }

    @Test
    void fewerPartitionsAreRefused() {
        create(OptionalInt.empty());

        CommandFailedException refusal =
                assertThrows(CommandFailedException.class, () -> create(OptionalInt.of(4)));

        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.contains("ask for 8 or more"), message);
    }

    private void create(OptionalInt partitions) {
        TopicProvisioner.create(BrokerAccess.to(broker.bootstrapServers()), partitions);
    }

    /** A broker hears of a change a moment after the controller has answered. */
    private void awaitPartitions(int count) {
        for (Topic<?> topic : Topic.CO_PARTITIONED) {
            await().atMost(LIMIT).until(() -> partitions(topic) == count);
        }
    }

    private int partitions(Topic<?> topic) {
        try (Admin admin = KafkaClients.admin(BrokerAccess.to(broker.bootstrapServers()))) {
            return admin.describeTopics(List.of(topic.name()))
                    .allTopicNames()
                    .get()
                    .get(topic.name())
                    .partitions()
                    .size();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
