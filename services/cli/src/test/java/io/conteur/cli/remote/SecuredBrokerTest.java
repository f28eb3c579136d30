package io.conteur.cli.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.Console;
import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.EventReader;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.cli.kafka.PartitionChoice;
import io.conteur.cli.kafka.TopicProvisioner;
import io.conteur.cli.kafka.TopicRecord;
import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.ArtifactReference;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.CheckpointPublishedBuilder;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.wire.Topic;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that look at a system, on a broker that asks for a password. */
@Timeout(120)
class SecuredBrokerTest {
    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required"
                    + " username=\"teller\" password=\"%s\"";

    @TempDir static Path folder;

    private static EmbeddedBroker broker;
    private static Path config;

    @BeforeAll
    static void start() throws IOException {
        broker =
                EmbeddedBroker.start(
                        folder.resolve("kafka"),
                        0,
                        BrokerOptions.standard()
                                .with(
                                        "listener.security.protocol.map",
                                        "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT")
                                .with("sasl.enabled.mechanisms", "PLAIN")
                                .with("sasl.mechanism.inter.broker.protocol", "PLAIN")
                                .with(
                                        "listener.name.plaintext.plain.sasl.jaas.config",
                                        LOGIN.formatted("secret") + " user_teller=\"secret\";"));
        config = config("secret");
        TopicProvisioner.create(access(), OptionalInt.empty());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "jobs",
                "models",
                "train --bundled --artifacts=ROOT/store",
                "cancel x",
                "prompt x"
            })
    void aWrongPasswordIsSaidByEveryCommand(String command) throws IOException {
        Console console =
                Console.run(call(command.replace("ROOT", folder.toString()), config("wrong")));

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("refuses this client"), console.err());
        assertTrue(console.err().contains("--config"), console.err());
    }

    @Test
    void aTrainingIsRequestedListedAndCancelledOnce() {
        Path artifacts = folder.resolve("artifacts");
        Console trained = run("train --bundled --model mine --id job-1 --artifacts=" + artifacts);
        assertEquals(0, trained.exitCode(), trained.err());
        assertTrue(run("jobs").out().contains("model mine: queued"), run("jobs").out());

        send(Topic.PROGRESS, "mine", Progressed.of("job-1", "mine", Work.MODEL, State.RUNNING));
        assertTrue(run("jobs --open").out().contains("model mine: running"));
        assertTrue(run("jobs --json").out().contains("\"id\":\"job-1\""));

        Console cancelled = run("cancel mine");
        assertEquals(0, cancelled.exitCode(), cancelled.err());
        assertTrue(run("jobs").out().contains("is being cancelled"), run("jobs").out());
        Console again = run("cancel mine");
        assertEquals(1, again.exitCode());
        assertTrue(again.err().contains("no training of mine is queued or running"), again.err());
    }

    @Test
    void aTrainingThatHasEndedCannotBeCancelled() {
        send(Topic.TRAINING_REQUESTS, "done", request("done", "job-2"));
        send(Topic.PROGRESS, "done", Progressed.of("job-2", "done", Work.MODEL, State.COMPLETED));

        Console console = run("cancel done");

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("./conteur jobs"), console.err());
        assertFalse(run("jobs --open").out().contains("job-2"));
    }

    @Test
    void aPromptIsCancelledWhileItWaits() {
        send(Topic.PROMPTS, "A fox", PromptSubmitted.of("A fox").withId("waiting"));

        assertTrue(run("cancel --prompt A_fox").err().contains("no such prompt waits"));
        Console cancelled = cancelPrompt("A fox");
        assertEquals(0, cancelled.exitCode(), cancelled.err());
        assertTrue(cancelled.out().contains("waiting"), cancelled.out());
        assertTrue(last(Topic.PROMPTS.name()).tombstone());
        assertEquals(1, cancelPrompt("A fox").exitCode());
    }

    @Test
    void aPromptThatIsAnsweredCannotBeCancelled() {
        send(Topic.PROMPTS, "An owl", PromptSubmitted.of("An owl").withId("answered"));
        send(
                Topic.STORIES,
                "An owl",
                StoryWritten.without("answered", Outcome.REJECTED, "An owl", "none"));

        Console console = cancelPrompt("An owl");

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("no such prompt waits"), console.err());
    }

    @Test
    void modelsAreListedByTheirNewestCheckpoint() {
        send(Topic.CHECKPOINTS, "a", checkpoint("a", 10));
        send(Topic.CHECKPOINTS, "b", checkpoint("b", 10));
        send(Topic.CHECKPOINTS, "a", checkpoint("a", 20));

        String models = run("models").out();

        assertTrue(models.contains("a  step 20, 0.9 M parameters, context 256"), models);
        assertFalse(models.contains("a  step 10"), models);
        assertTrue(models.indexOf("b  step 10") < models.indexOf("a  step 20"), models);
        assertTrue(
                models.lines()
                        .anyMatch(line -> line.startsWith("a  ") && line.contains("name no model")),
                models);
        assertTrue(models.contains("checkpoints/a/20@" + "1".repeat(64)), models);
        assertEquals(2, run("models --json").out().lines().count());
    }

    @Test
    void statusSaysWhichServicesAreThereAndWhatWaits() {
        send(Topic.PROMPTS, "A bear", PromptSubmitted.of("A bear").withId("bear"));

        Console console = run("status");

        assertEquals(1, console.exitCode());
        assertTrue(console.out().contains("1 node"), console.out());
        assertTrue(
                console.out().lines().anyMatch(line -> line.matches("story-generator .*waiting")),
                console.out());
        assertTrue(console.out().contains("its consumer group has no members"), console.out());
        assertTrue(run("status --json").out().contains("\"up\":false"));
    }

    @Test
    void promptsAndTombstonesAndRequestsAreFollowed() {
        send(Topic.PROMPTS, "A hare", PromptSubmitted.of("A hare").withId("hare"));
        KafkaClients.sendTombstone(access(), Topic.PROMPTS, "A hare");
        send(Topic.TRAINING_REQUESTS, "m", request("m", "job-3"));

        String prompts = followed(FollowedTopic.PROMPTS);
        assertTrue(prompts.contains("hare: A hare"), prompts);
        assertTrue(prompts.contains("withdrawn: A hare"), prompts);
        assertTrue(followed(FollowedTopic.REQUESTS).contains("\"id\":\"job-3\""));
    }

    @Test
    void aDeadLetterIsShownWithItsReason() {
        KafkaClients.send(access(), deadLetter(), "key", new Odd("no prompt"), "odd-1");

        String letters = followed(FollowedTopic.DEAD_LETTERS);

        assertTrue(letters.contains("conteur.prompts.dead-letter"), letters);
        assertTrue(letters.contains("no prompt"), letters);
    }

    @Test
    void aPartSaysWhoseItIs() {
        send(Topic.STORY_PARTS, "A mole", StoryPartWritten.of("mole", 4, "Once", false));

        String parts = followed(FollowedTopic.STORY_PARTS);

        assertTrue(parts.contains("[A mole] mole part 4: Once"), parts);
    }

    /** What is in a dead-letter topic is no event. */
    private record Odd(String odd) {}

    private static Topic<Odd> deadLetter() {
        return new Topic<>(Topic.PROMPTS.deadLetterName(), Odd.class, 1, false);
    }

    private static String followed(FollowedTopic topic) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        RecordPrinter printer =
                new RecordPrinter(new PrintStream(printed, true, StandardCharsets.UTF_8), false);
        EventReader.history(access(), topic.topics, PartitionChoice.all(), printer::print);
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static TopicRecord last(String topic) {
        List<TopicRecord> records = new ArrayList<>();
        EventReader.history(access(), List.of(topic), PartitionChoice.ofKey("A fox"), records::add);
        return records.get(records.size() - 1);
    }

    private static Console cancelPrompt(String text) {
        return Console.run(
                "cancel",
                "--prompt",
                text,
                "--bootstrap=" + broker.bootstrapServers(),
                "--config=" + config);
    }

    private static Console run(String command) {
        return Console.run(call(command, config));
    }

    private static String[] call(String command, Path settings) {
        return Stream.concat(
                        Stream.of(command.split(" ", -1)),
                        Stream.of(
                                "--bootstrap=" + broker.bootstrapServers(), "--config=" + settings))
                .toArray(String[]::new);
    }

    private static Path config(String password) throws IOException {
        return Files.writeString(
                folder.resolve(password + ".properties"),
                """
                security.protocol=SASL_PLAINTEXT
                sasl.mechanism=PLAIN
                sasl.jaas.config=%s;
                """
                        .formatted(LOGIN.formatted(password)));
    }

    private static BrokerAccess access() {
        return new BrokerAccess(
                broker.bootstrapServers(),
                Map.of(
                        "security.protocol",
                        "SASL_PLAINTEXT",
                        "sasl.mechanism",
                        "PLAIN",
                        "sasl.jaas.config",
                        LOGIN.formatted("secret") + ";"));
    }

    private static <E extends Record> void send(Topic<E> topic, String key, E event) {
        KafkaClients.send(access(), topic, key, event, "event");
    }

    private static TrainingRequested request(String model, String id) {
        return TrainingRequestedBuilder.builder()
                .model(model)
                .id(id)
                .corpus(new ArtifactReference("corpora/x", "0".repeat(64)))
                .build();
    }

    private static CheckpointPublished checkpoint(String model, long step) {
        return CheckpointPublishedBuilder.builder()
                .id("job")
                .model(model)
                .step(step)
                .artifact(
                        new ArtifactReference("checkpoints/" + model + "/" + step, "1".repeat(64)))
                .tokenizer(new ArtifactReference("tokenizers/x", "2".repeat(64)))
                .vocabularySize(1000)
                .context(256)
                .parameters(900_000)
                .last(false)
                .build();
    }
}
