package io.conteur.cli.offline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.cli.Console;
import io.conteur.cli.common.Json;
import io.conteur.gpt.Trainer;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.training.TrainingOptions;
import io.conteur.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every sampling option, with a model that has learnt nothing: all its tokens are as likely. */
@Timeout(120)
class GenerateCommandTest {
    @TempDir static Path folder;

    @BeforeAll
    static void checkpoint() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "a b c d e f g h i j\n");
        Console trained =
                Console.run(
                        "tokenizer",
                        "train",
                        "--input=" + text,
                        "--output=" + folder.resolve("tokens"),
                        "--vocab-size=40",
                        "--hard-vocab-limit=false");
        assertEquals(0, trained.exitCode(), trained.err());
        Path model = folder.resolve("tokens.model");
        try (Tokenizer tokenizer = Tokenizer.load(model);
                Trainer trainer =
                        Trainer.start(
                                new Architecture(tokenizer.vocabularySize(), 16, 24, 1, 2, 64),
                                TrainingOptions.defaults(1, 1, Precision.FP32),
                                List.of(new Example(new int[] {2, 4, 5, 3}, 1)))) {
            Files.createDirectories(folder.resolve("checkpoint"));
            trainer.save(folder.resolve("checkpoint"));
        }
        Files.copy(model, folder.resolve("checkpoint/tokenizer.model"));
    }

    @Test
    void nStoriesAreThoseOfTheirSeeds() throws IOException {
        List<JsonNode> three = json("--n=3", "--seed=7", "--max-tokens=12", "--ignore-end");

        assertEquals(3, three.size());
        assertNotEquals(three.get(0).get("text"), three.get(1).get("text"));
        JsonNode second =
                json(
                                "--seed=" + three.get(1).get("seed").asLong(),
                                "--max-tokens=12",
                                "--ignore-end")
                        .get(0);
        assertEquals(three.get(1), second);
    }

    @Test
    void theEndCanBeIgnoredAndPutOff() throws IOException {
        assertEquals(20, ids(json("--ignore-end", "--max-tokens=20").get(0)));
        assertTrue(ids(json("--min-tokens=15", "--max-tokens=20").get(0)) >= 15);
        assertEquals(
                "length", json("--ignore-end", "--max-tokens=3").get(0).get("finish").asText());
    }

    @Test
    void aBiasForcesATokenAndAStopSequenceEndsTheStory() throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(folder.resolve("tokens.model"))) {
            int forced = tokenizer.encode("a")[0];
            String bias = "--logit-bias=" + forced + "=100";

            JsonNode all = json(bias, "--max-tokens=6", "--min-tokens=6").get(0);
            JsonNode stopped = json(bias, "--max-tokens=6", "--stop=a a").get(0);

            assertTrue(all.get("text").asText().startsWith("a a a"), all.toString());
            assertEquals("stop", stopped.get("finish").asText());
            assertFalse(stopped.get("text").asText().contains("a a"), stopped.toString());
        }
    }

    @Test
    void aPenaltyChangesTheStory() throws IOException {
        String[] greedy = {"--temperature=0", "--max-tokens=20", "--ignore-end"};
        JsonNode plain = json(greedy).get(0);
        for (String penalty :
                List.of(
                        "--repetition-penalty=5",
                        "--presence-penalty=2",
                        "--frequency-penalty=2")) {
            List<String> call = new ArrayList<>(Arrays.asList(greedy));
            call.add(penalty);

            assertNotEquals(plain.get("ids"), json(call.toArray(String[]::new)).get(0).get("ids"));
        }
    }

    @Test
    void oneTokenIsLeftByTopKTopPAndMinP() throws IOException {
        JsonNode greedy = json("--temperature=0", "--max-tokens=9", "--ignore-end").get(0);

        for (String filter : List.of("--top-k=1", "--top-p=0", "--min-p=1")) {
            JsonNode filtered = json(filter, "--max-tokens=9", "--ignore-end").get(0);
            assertEquals(greedy.get("ids"), filtered.get("ids"), filter);
        }
    }

    @Test
    void probabilitiesOfTokensAndOthersAreShown() throws IOException {
        JsonNode story = json("--log-probabilities=2", "--max-tokens=4", "--ignore-end").get(0);
        Console console =
                generate("--log-probabilities=2", "--max-tokens=4", "--ignore-end", "--n=2");

        assertEquals(4, story.get("logProbabilities").size());
        assertEquals(2, story.get("logProbabilities").get(0).get("likeliest").size());
        assertEquals(2, console.out().split("probability", -1).length - 1, console.out());
        assertTrue(console.out().contains("--- story 2 of 2"), console.out());
    }

    @Test
    void aTokenThatThereIsNotIsRefused() {
        Console console = generate("--logit-bias=4000=1");

        assertEquals(2, console.exitCode());
        assertTrue(
                console.err().contains("--logit-bias must name tokens from 0 to "), console.err());
    }

    private static int ids(JsonNode story) {
        return story.get("ids").size();
    }

    private static List<JsonNode> json(String... options) throws IOException {
        List<String> call = new ArrayList<>(Arrays.asList(options));
        call.add("--json");
        Console console = generate(call.toArray(String[]::new));
        assertEquals(0, console.exitCode(), console.err());
        List<JsonNode> stories = new ArrayList<>();
        for (String line : console.out().lines().toList()) {
            stories.add(Json.read(line));
        }
        return stories;
    }

    private static Console generate(String... options) {
        List<String> call = new ArrayList<>(List.of("generate", "a b"));
        call.add("--checkpoint=" + folder.resolve("checkpoint"));
        call.addAll(Arrays.asList(options));
        return Console.run(call.toArray(String[]::new));
    }
}
