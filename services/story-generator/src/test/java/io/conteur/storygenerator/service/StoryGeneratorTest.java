package io.conteur.storygenerator.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.Progressed;
import io.conteur.storygenerator.models.MicroModel;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service with a real broker and a real model. */
@QuarkusTest
@QuarkusTestResource(TemporaryArtifactStore.class)
class StoryGeneratorTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "conteur.artifacts.root")
    Path root;

    private ServiceClient client;
    private ArtifactStore store;

    /** A key that no other test uses. */
    private final String key = "a dog " + UUID.randomUUID();

    @BeforeEach
    void announceAModel() throws IOException {
        client = new ServiceClient(bootstrapServers);
        store = ArtifactStore.at(root);
        client.announce(MicroModel.publish(store, "micro", 1));
    }

    @AfterEach
    void leave() {
        client.close();
    }

    @Test
    void answersAPromptUnderItsKey() {
        client.send(key, "{\"id\":\"one\",\"prompt\":\"a dog\",\"maxTokens\":9,\"seed\":4}");

        StoryWritten story = client.story(key);

        assertEquals(Outcome.COMPLETED, story.outcome());
        assertEquals("one", story.id());
        assertEquals("micro", story.model());
        assertEquals(1, story.step());
        assertTrue(story.storyTokens() <= 9);
        assertToldInParts(story);
    }

    @Test
    void answersALineTypedIntoAConsoleProducer() {
        client.send(null, key);

        StoryWritten story = client.story(key);

        assertEquals(Outcome.COMPLETED, story.outcome());
        assertEquals(key, story.prompt());
        assertToldInParts(story);
    }

    @Test
    void answersARepeatedRequestOnce() {
        String prompt = "{\"id\":\"again\",\"prompt\":\"a dog\",\"maxTokens\":40}";
        client.send(key, prompt);
        client.send(key, "{\"prompt\":\"a dog\",\"maxTokens\":40}");
        client.send(key, prompt);
        client.send(key, "{\"id\":\"end\",\"prompt\":\"a dog\"}");

        List<StoryWritten> stories = client.stories(key, 3);

        assertEquals("again", stories.get(0).id());
        assertTrue(!stories.get(1).id().equals("again"));
        assertEquals("end", stories.get(2).id());
        assertTrue(!stories.get(0).sampling().equals(stories.get(1).sampling()));
    }

    @Test
    void putsPoisonAsideAndAnswersItsNeighbours() {
        client.send(key, "{\"id\":\"before\",\"prompt\":\"a dog\"}");
        client.send(key + "1", "{\"prompt\":");
        client.send(key + "2", "{\"prompt\":\"a dog\",\"temperature\":\"hot\"}");
        client.send(key, "{\"id\":\"after\",\"prompt\":\"a dog\"}");

        assertDeadLetter(key + "1", "{\"prompt\":", "well-formed JSON");
        assertDeadLetter(
                key + "2", "{\"prompt\":\"a dog\",\"temperature\":\"hot\"}", "/temperature");
        assertEquals(
                List.of("before", "after"),
                client.stories(key, 2).stream().map(StoryWritten::id).toList());
    }

    @Test
    void rejectsWhatCannotBeServedAndSaysWhy() {
        client.send(key, "{\"prompt\":\"a\",\"model\":\"poems\"}");
        client.send(key, "{\"prompt\":\"a\",\"maxTokens\":513}");
        client.send(key, "{\"prompt\":\"a\",\"maxTokens\":200}");
        client.send(key, "{\"prompt\":\"%s\"}".formatted("dragon ".repeat(100)));

        List<StoryWritten> stories = client.stories(key, 4);

        assertTrue(stories.stream().allMatch(story -> story.outcome() == Outcome.REJECTED));
        assertReason("there is no model poems; there are", stories.get(0));
        assertReason("maxTokens is 513; this service writes at most 512", stories.get(1));
        assertReason("maxTokens is 200; the prompt leaves", stories.get(2));
        assertReason("model micro takes at most 127", stories.get(3));
        assertEquals(4, client.parts(key).stream().filter(StoryPartWritten::last).count());
    }

    @Test
    void cancelsWhatASenderTakesBack() {
        int prompts = 40;
        for (int i = 0; i < prompts; i++) {
            client.send(key, "{\"prompt\":\"a dog\",\"id\":\"cancel-%d\"}".formatted(i));
        }
        client.cancel(key);

        List<StoryWritten> stories = client.stories(key, prompts);

        assertEquals(prompts, stories.size());
        StoryWritten last =
                stories.stream().filter(s -> s.id().equals("cancel-39")).findAny().orElseThrow();
        assertEquals(Outcome.CANCELLED, last.outcome());
    }

    @Test
    void staysWithThePreviousCheckpointWhenTheNextIsDamaged() throws IOException {
        CheckpointPublished damaged = MicroModel.publish(store, "micro", 2);
        Path weights = root.resolve(damaged.artifact().key()).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 1));
        client.announce(damaged);

        client.send(key, "a dog");

        assertEquals(1, client.story(key).step());
    }

    @Test
    void tellsOfACheckpointThatItRefusesAndGoesOnWithTheOneBefore() throws IOException {
        client.announce(MicroModel.publish(store, "myths", 1));
        client.send(key, "{\"prompt\":\"a dog\",\"model\":\"myths\"}");
        client.story(key);
        CheckpointPublished damaged = MicroModel.publish(store, "myths", 2);
        Files.delete(root.resolve(damaged.artifact().key()).resolve("model.safetensors"));

        client.announce(damaged);
        Progressed refused = client.progress("myths");
        client.send(key, "{\"prompt\":\"a dog\",\"model\":\"myths\"}");

        assertEquals(Progressed.State.REJECTED, refused.state());
        assertEquals(Progressed.Work.MODEL, refused.work());
        assertEquals(2, refused.step());
        assertTrue(String.valueOf(refused.reason()).contains(damaged.artifact().key()));
        assertEquals(
                List.of(1L, 1L), client.stories(key, 2).stream().map(StoryWritten::step).toList());
    }

    @Test
    void answersWithANewCheckpointOnceItIsThere() throws IOException {
        client.announce(MicroModel.publish(store, "fables", 1));
        client.send(key, "{\"prompt\":\"a dog\",\"model\":\"fables\"}");
        client.story(key);

        client.announce(MicroModel.publish(store, "fables", 2));

        // A checkpoint and a prompt that are sent at once may be heard of in any order.
        AtomicInteger stories = new AtomicInteger(1);
        await().atMost(LIMIT)
                .until(
                        () -> {
                            client.send(key, "{\"prompt\":\"a dog\",\"model\":\"fables\"}");
                            return client.stories(key, stories.incrementAndGet()).stream()
                                    .anyMatch(story -> Objects.equals(story.step(), 2L));
                        });
    }

    private void assertToldInParts(StoryWritten story) {
        List<StoryPartWritten> parts =
                client.parts(key).stream().filter(p -> p.id().equals(story.id())).toList();
        assertEquals(
                story.story(),
                parts.stream().map(StoryPartWritten::text).collect(Collectors.joining()));
        assertEquals(
                IntStream.range(0, parts.size()).boxed().toList(),
                parts.stream().map(StoryPartWritten::sequence).toList());
        assertTrue(parts.get(parts.size() - 1).last());
        assertEquals(1, parts.stream().filter(StoryPartWritten::last).count());
    }

    private void assertDeadLetter(String letterKey, String value, String reason) {
        ConsumerRecord<byte[], byte[]> letter = client.deadLetter(letterKey);
        assertEquals(value, new String(letter.value(), StandardCharsets.UTF_8));
        String header =
                new String(
                        letter.headers().lastHeader("dead-letter-reason").value(),
                        StandardCharsets.UTF_8);
        assertTrue(header.contains(reason), header);
    }

    private static void assertReason(String start, StoryWritten story) {
        assertTrue(String.valueOf(story.reason()).contains(start), story.reason());
    }
}
