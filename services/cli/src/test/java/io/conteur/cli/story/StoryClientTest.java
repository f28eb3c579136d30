package io.conteur.cli.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.cli.kafka.TopicProvisioner;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoryClientTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir static Path folder;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start(folder, 0);
        TopicProvisioner.create(access(), OptionalInt.empty());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void theStoryOfOnesOwnPromptIsShownInOrderAndEachPartOnce() {
        StringBuilder shown = new StringBuilder();
        try (StoryClient client = client()) {
            answer("other", "Not this one.");
            part(StoryPartWritten.of("mine", 0, "Once ", false));
            part(StoryPartWritten.of("mine", 1, "upon", false));
            part(StoryPartWritten.of("mine", 0, "Once ", false));
            answer("mine", "Once upon a time.");

            StoryWritten story =
                    client.ask(
                            PromptSubmitted.of("A fox").withId("mine"),
                            LIMIT,
                            shown::append,
                            () -> {});

            assertEquals("Once upon a time.", story.story());
            assertEquals("Once upon a time.", shown.toString());
        }
    }

    @Test
    void nobodyAnsweringEndsInAMessageThatNamesThePrompt() {
        try (StoryClient client = client()) {
            CommandFailedException failure =
                    assertThrows(
                            CommandFailedException.class,
                            () ->
                                    client.ask(
                                            PromptSubmitted.of("A fox").withId("lonely"),
                                            Duration.ofMillis(300),
                                            text -> {},
                                            () -> {}));

            String message = String.valueOf(failure.getMessage());
            assertTrue(message.contains("lonely"), message);
            assertTrue(message.contains("no story-generator is running"), message);
        }
    }

    @Test
    void topicsAreCreatedAsTheCatalogueSaysAndOnlyOnce() throws Exception {
        TopicProvisioner.create(access(), OptionalInt.empty());

        try (Admin admin = KafkaClients.admin(access())) {
            Set<String> names = admin.listTopics().names().get();
            for (Topic<?> topic : Topic.ALL) {
                assertEquals(
                        topic.partitions(),
                        admin.describeTopics(List.of(topic.name()))
                                .allTopicNames()
                                .get()
                                .get(topic.name())
                                .partitions()
                                .size());
            }
            Topic.INPUTS.forEach(topic -> assertTrue(names.contains(topic.deadLetterName())));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void membersOfAGroupOfEitherProtocolAreCounted(String protocol) {
        String group = "group-" + protocol;
        assertEquals(OptionalInt.of(0), KafkaClients.groupMembers(access(), group));
        try (KafkaConsumer<byte[], byte[]> member =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                broker.bootstrapServers(),
                                "group.id",
                                group,
                                "group.protocol",
                                protocol),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            member.subscribe(List.of(Topic.PROMPTS.name()));
            while (member.assignment().isEmpty()) {
                member.poll(Duration.ofMillis(100));
            }

            assertEquals(OptionalInt.of(1), KafkaClients.groupMembers(access(), group));
        }
    }

    private static BrokerAccess access() {
        return BrokerAccess.to(broker.bootstrapServers());
    }

    private static StoryClient client() {
        return new StoryClient(access(), PromptPool.DEFAULT, "A fox");
    }

    private static void part(StoryPartWritten part) {
        KafkaClients.send(access(), Topic.STORY_PARTS, "A fox", part, part.id());
    }

    private static void answer(String id, String text) {
        StoryWritten story =
                StoryWrittenBuilder.builder()
                        .id(id)
                        .outcome(Outcome.COMPLETED)
                        .origin(Origin.PROMPT)
                        .prompt("A fox")
                        .story(text)
                        .build();
        KafkaClients.send(access(), Topic.STORIES, "A fox", story, id);
    }
}
