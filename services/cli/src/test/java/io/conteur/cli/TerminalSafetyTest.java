package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.kafka.BrokerAccess;
import io.conteur.cli.kafka.EventReader;
import io.conteur.cli.kafka.KafkaClients;
import io.conteur.cli.kafka.PartitionChoice;
import io.conteur.cli.kafka.TopicProvisioner;
import io.conteur.cli.remote.RecordPrinter;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.wire.Topic;
import io.conteur.gpt.Trainer;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.training.TrainingOptions;
import io.conteur.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No command prints control sequences that come from arguments, events or models. */
@Timeout(120)
class TerminalSafetyTest {
    private static final String HOSTILE = "a\u001b[2J\u009b1m\u202eb\u2066c\u0007";

    @TempDir static Path folder;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws IOException {
        broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
        TopicProvisioner.create(access(), OptionalInt.empty());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void promptPrintsStories(boolean json) {
        String id = "prompt-" + json;

        Console console =
                answered(
                        Topic.PROMPTS,
                        () -> publish(id, Outcome.COMPLETED),
                        withJson(json, "prompt", "A fox", "--id", id, "--stream"));

        assertSafe(0, console);
        assertTrue(console.out().contains("1m"), console.out());
    }

    @Test
    void promptPrintsReasons() {
        Console console =
                answered(
                        Topic.PROMPTS,
                        () -> publish("rejected", Outcome.REJECTED),
                        List.of("prompt", "A fox", "--id", "rejected"));

        assertSafe(1, console);
        assertTrue(console.err().contains("\\u001b[2J"), console.err());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void trainPrintsProgressAndSaysWhyItWasRejected(boolean json) throws IOException {
        String id = "train-" + json;
        Path text = Files.writeString(folder.resolve("text.txt"), "one\n");

        Console console =
                answered(
                        Topic.TRAINING_REQUESTS,
                        () -> publishRejection(id),
                        withJson(
                                json,
                                "train",
                                "--model=m",
                                "--prompts=" + text,
                                "--stories=" + text,
                                "--artifacts=" + folder.resolve("artifacts"),
                                "--id=" + id,
                                "--follow"));

        assertSafe(1, console);
        assertTrue(console.err().contains("the training was rejected: a\\u001b"), console.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void followPrintsEvents(String form) {
        publish("followed", Outcome.COMPLETED);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        EventReader.history(
                access(),
                List.of(Topic.STORIES.name()),
                PartitionChoice.all(),
                new RecordPrinter(
                                new PrintStream(printed, true, StandardCharsets.UTF_8),
                                form.equals("json"))
                        ::print);

        assertSafe(printed.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo",
                "up",
                "status",
                "train",
                "jobs",
                "models",
                "completion",
                "cancel",
                "prompt",
                "follow",
                "generate",
                "score",
                "bench",
                "tokenizer",
                "tokenizer train",
                "tokenizer encode",
                "tokenizer decode",
                "bench train",
                "bench device",
                "bench generate"
            })
    void everyCommandNamesAnUnknownOptionThatWay(String command) {
        String[] call = (command + " --" + HOSTILE).split(" ", -1);

        assertSafe(2, Console.run(call));
    }

    @Test
    void namesOfFilesInErrors() {
        String none = folder.resolve(HOSTILE).toString();

        assertSafe(1, Console.run("generate", "--checkpoint", none, "A fox"));
        assertSafe(1, Console.run("score", "--checkpoint=x", "--prompts", none, "--stories=x"));
        assertSafe(1, Console.run("tokenizer", "train", "--input", none, "--output=x"));
        assertSafe(1, Console.run("tokenizer", "encode", "--model", none));
        assertSafe(1, Console.run("tokenizer", "decode", "--model", none));
        assertSafe(1, Console.run("prompt", "A fox", "--data", none));
        assertSafe(2, Console.run("cancel", HOSTILE));
        assertSafe(2, Console.run("prompt", "A fox", "--checkpoint", HOSTILE));
        assertSafe(2, Console.run("up", "--port", HOSTILE));
        assertSafe(2, Console.run("demo", "--steps", HOSTILE));
        assertSafe(1, Console.run("up", "--verbose", "--data", "/dev/null/" + HOSTILE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void generateAndScoreUseAModelWhoseTokensAreHostile(boolean json) throws IOException {
        Path checkpoint = hostileCheckpoint(folder.resolve("checkpoint-" + json));
        Path text = Files.writeString(folder.resolve("hostile.txt"), HOSTILE + "\n");

        Console generated =
                Console.run(
                        withJson(
                                        json,
                                        "generate",
                                        "--checkpoint=" + checkpoint,
                                        "--max-tokens=60",
                                        "--temperature=1",
                                        HOSTILE)
                                .toArray(String[]::new));
        Console scored =
                Console.run(
                        withJson(
                                        json,
                                        "score",
                                        "--checkpoint=" + checkpoint,
                                        "--prompts=" + text,
                                        "--stories=" + text)
                                .toArray(String[]::new));

        assertSafe(0, generated);
        assertTrue(generated.out().contains("[2J"), generated.out());
        assertSafe(0, scored);
    }

    @Test
    void theTokenizerIsExactForOtherProgramsAndSafeForTerminals() throws IOException {
        Path model = hostileTokenizer(folder.resolve("tokens"));
        String[] encode = {"tokenizer", "encode", "--pieces", "--model=" + model};
        String[] decode = {"tokenizer", "decode", "--pieces", "--model=" + model};

        String pieces = Console.runWith("a\u009b1m\n", encode).out();
        assertEquals("▁a \u009b1m\n", pieces);
        assertEquals("a\u009b1m\n", Console.runWith(pieces, decode).out());

        System.setProperty("conteur.terminal", "true");
        try {
            assertEquals("▁a \\u009b1m\n", Console.runWith("a\u009b1m\n", encode).out());
            assertEquals("a\\u009b1m\n", Console.runWith(pieces, decode).out());
        } finally {
            System.clearProperty("conteur.terminal");
        }
    }

    /** An untrained model, every second token of which contains control sequences. */
    private static Path hostileCheckpoint(Path checkpoint) throws IOException {
        Path model = hostileTokenizer(checkpoint.resolveSibling(checkpoint.getFileName() + "-own"));
        Files.createDirectories(checkpoint);
        try (Tokenizer tokenizer = Tokenizer.load(model);
                Trainer trainer =
                        Trainer.start(
                                new Architecture(tokenizer.vocabularySize(), 16, 24, 1, 2, 128),
                                TrainingOptions.defaults(1, 1, Precision.FP32),
                                List.of(new Example(new int[] {2, 4, 5, 3}, 1)))) {
            trainer.save(checkpoint);
        }
        Files.copy(model, checkpoint.resolve("tokenizer.model"));
        return checkpoint;
    }

    private static Path hostileTokenizer(Path output) throws IOException {
        Path text = Files.writeString(output.resolveSibling("corpus.txt"), "a b\n");

        Console trained =
                Console.run(
                        "tokenizer",
                        "train",
                        "--input=" + text,
                        "--output=" + output,
                        "--vocab-size=40",
                        "--hard-vocab-limit=false",
                        "--symbols=<sep>,<newline>,\u001b[2J,\u009b1m,\u202ex,\u2066x,\u0007x");

        assertSafe(0, trained);
        return Path.of(output + ".model");
    }

    /** Runs a command against the broker, and answers when its request is in the topic. */
    private static Console answered(Topic<?> requests, Runnable answer, List<String> command) {
        try (EventReader reader = new EventReader(access(), false, List.of(requests))) {
            CompletableFuture<Void> answering =
                    CompletableFuture.runAsync(() -> once(reader, read -> answer.run()));
            String[] call =
                    Stream.concat(
                                    command.stream(),
                                    Stream.of("--bootstrap=" + broker.bootstrapServers()))
                            .toArray(String[]::new);
            Console console = Console.run(call);
            answering.join();
            return console;
        }
    }

    private static void once(EventReader reader, Consumer<EventReader.Read> then) {
        List<EventReader.Read> read = List.of();
        while (read.isEmpty()) {
            read = reader.poll(Duration.ofMillis(100));
        }
        then.accept(read.get(0));
    }

    private static BrokerAccess access() {
        return BrokerAccess.to(broker.bootstrapServers());
    }

    private static void publish(String id, Outcome outcome) {
        KafkaClients.send(access(), Topic.STORIES, "A fox", story(id, outcome), id);
    }

    private static StoryWritten story(String id, Outcome outcome) {
        return StoryWrittenBuilder.builder()
                .id(id)
                .outcome(outcome)
                .origin(Origin.PROMPT)
                .prompt(HOSTILE)
                .story(outcome == Outcome.COMPLETED ? HOSTILE : null)
                .reason(outcome == Outcome.COMPLETED ? null : HOSTILE)
                .build();
    }

    private static void publishRejection(String id) {
        Progressed rejection =
                Progressed.of(id, "m", Work.MODEL, State.REJECTED).withReason(HOSTILE);
        KafkaClients.send(access(), Topic.PROGRESS, "m", rejection, id);
    }

    private static List<String> withJson(boolean json, String... command) {
        return json
                ? Stream.concat(List.of(command).stream(), Stream.of("--json")).toList()
                : List.of(command);
    }

    private static void assertSafe(int exitCode, Console console) {
        assertEquals(exitCode, console.exitCode(), console.err());
        assertSafe(console.out());
        assertSafe(console.err());
    }

    private static void assertSafe(String printed) {
        assertFalse(
                printed.codePoints()
                        .anyMatch(
                                c ->
                                        c != '\n'
                                                && c != '\t'
                                                && (Character.isISOControl(c)
                                                        || Character.getType(c)
                                                                == Character.FORMAT)),
                printed);
    }
}
