package io.conteur.cli.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.Console;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.EventReader;
import io.conteur.cli.kafka.PartitionChoice;
import io.conteur.cli.kafka.TopicProvisioner;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.events.wire.EventMessage;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prompts are cancelled in the partition that their producer chose, of which any may be one. */
class CancelCommandTest {
    @TempDir static Path folder;

    private static EmbeddedBroker broker;
    private static KafkaProducer<byte[], byte[]> producer;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start(folder, 0);
        TopicProvisioner.create(access(), OptionalInt.empty());
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        broker.close();
    }

    @Test
    void aPromptWithoutAKeyIsFoundByItsText() throws Exception {
        for (int partition = 0; partition < Topic.PROMPTS.partitions(); partition++) {
            send(
                    partition,
                    null,
                    "{\"id\":\"no-key-%d\",\"prompt\":\"A hare\"}".formatted(partition));
        }
        send(0, "other key", "{\"id\":\"other\",\"prompt\":\"A hare\"}");
        answer(1, "no-key-1", "A hare");

        Console console = cancel("A hare");

        assertEquals(0, console.exitCode(), console.err());
        assertEquals(
                "to be cancelled: no-key-0, no-key-2, no-key-3, no-key-4, no-key-5, no-key-6, no-key-7\n",
                console.out());
        assertEquals(List.of(0, 2, 3, 4, 5, 6, 7), tombstones("A hare"));
    }

    @Test
    void aPromptOfAnotherPartitionerIsCancelledWhereItIs() throws Exception {
        send(3, "here", "A wolf");
        send(4, "here", "{\"id\":\"in-4\",\"prompt\":\"A wolf\"}");
        send(3, "here", null);

        Console console = cancel("here");

        assertEquals("to be cancelled: in-4\n", console.out());
        assertEquals(List.of(3, 4), tombstones("here"));
    }

    @Test
    void whatIsAnsweredOrWasNoPromptDoesNotWait() throws Exception {
        send(5, "done", "{\"id\":\"answered\",\"prompt\":\"A bear\"}");
        send(5, "done", "{\"prompt\":1}");
        answer(5, "answered", "done");

        Console console = cancel("done");

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("no such prompt waits"), console.err());
        assertEquals(List.of(), tombstones("done"));
    }

    private static void send(int partition, @Nullable String key, @Nullable String value)
            throws Exception {
        producer.send(
                        new ProducerRecord<>(
                                Topic.PROMPTS.name(),
                                partition,
                                key == null ? null : key.getBytes(UTF_8),
                                value == null ? null : value.getBytes(UTF_8)))
                .get();
    }

    private static void answer(int partition, String id, String key) throws Exception {
        EventMessage story =
                EventMessage.of(
                        Topic.STORIES,
                        key,
                        StoryWrittenBuilder.builder()
                                .id(id)
                                .outcome(Outcome.FAILED)
                                .origin(Origin.PROMPT)
                                .prompt("A hare")
                                .reason("a test")
                                .build(),
                        new EventMessage.Source("test", id));
        producer.send(new ProducerRecord<>(story.topic(), partition, story.key(), story.value()))
                .get();
    }

    private static Console cancel(String prompt) {
        return Console.run("cancel", "--bootstrap", broker.bootstrapServers(), "--prompt", prompt);
    }

    /** The partitions that have one under the key. */
    private static List<Integer> tombstones(String key) {
        List<Integer> partitions = new ArrayList<>();
        EventReader.history(
                access(),
                List.of(Topic.PROMPTS.name()),
                PartitionChoice.all(),
                record -> {
                    if (record.tombstone() && record.key().equals(key)) {
                        partitions.add(record.partition());
                    }
                });
        return partitions.stream().sorted().toList();
    }

    private static BrokerAccess access() {
        return BrokerAccess.to(broker.bootstrapServers());
    }
}
