package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConteurTest {
    @TempDir private Path folder;

    @Test
    void anUnknownOptionIsAWrongCall() {
        Console console = Console.run("up", "--nonsense");

        assertEquals(2, console.exitCode());
        assertTrue(console.err().contains("--nonsense"), console.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TINY", "tiny"})
    void aSizeIsNamedInEitherCase(String size) {
        Console console = Console.run("bench", "train", "--size", size, "--help");

        assertEquals(0, console.exitCode(), console.err());
    }

    @Test
    void aSizeThatDoesNotExistIsAnsweredWithThoseThatDo() {
        Console console = Console.run("bench", "train", "--size", "gigantic");

        assertEquals(2, console.exitCode());
        assertTrue(console.err().contains("NOTEBOOK"), console.err());
    }

    @Test
    void withoutARunningSystemACommandSaysHowToStartOne() {
        Console console = Console.run("prompt", "--data", folder.toString(), "A fox");

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("./conteur up"), console.err());
        assertFalse(console.err().contains("Exception"), console.err());
    }

    @Test
    void aFolderWithoutAModelIsNotTakenForACheckpoint() {
        Console console = Console.run("generate", "--checkpoint", folder.toString(), "A fox");

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("is not a checkpoint folder"), console.err());
    }

    @Test
    void aTokenizerIsTrainedAndUsedOffline() throws IOException {
        Path text = folder.resolve("text.txt");
        Files.write(text, List.of("the fox saw the owl", "the owl saw the fox <newline> twice"));
        String output = folder.resolve("small").toString();

        Console trained =
                Console.run(
                        "tokenizer",
                        "train",
                        "--input",
                        text.toString(),
                        "--vocab-size",
                        "40",
                        "--character-coverage",
                        "1",
                        "--hard-vocab-limit",
                        "false",
                        "--output",
                        output,
                        "--json");

        assertEquals(0, trained.exitCode(), trained.err());
        assertTrue(trained.out().contains("\"vocabularySize\""), trained.out());
        assertTrue(Files.exists(Path.of(output + ".model")));
        assertTrue(Files.readString(Path.of(output + ".vocab")).contains("<newline>\t0"));
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aFolderAsStandardInputIsNamed() throws Exception {
        Process process =
                new ProcessBuilder(
                                "sh",
                                "-c",
                                "exec \"$@\" <" + folder,
                                "sh",
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                "io.conteur.cli.Conteur",
                                "tokenizer",
                                "train",
                                "--input=-",
                                "--output=x")
                        .redirectErrorStream(true)
                        .start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertEquals(1, process.waitFor());
        assertTrue(printed.startsWith("conteur: standard input: "), printed);
    }

    @Test
    void aVocabularyThatIsTooLargeNamesTheLargest() throws IOException {
        Path text = folder.resolve("text.txt");
        Files.write(text, List.of("aa ab"));

        Console console =
                Console.run(
                        "tokenizer",
                        "train",
                        "--input",
                        text.toString(),
                        "--vocab-size",
                        "5000",
                        "--output",
                        folder.resolve("x").toString());

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("must be at most"), console.err());
    }

    @Test
    void wrongOptionValuesAreAWrongCallBeforeAnythingIsSent() {
        Console console = Console.run("prompt", "--temperature", "-1", "A fox");

        assertEquals(2, console.exitCode());
        assertTrue(
                console.err().contains("--temperature must be from 0 to 100, is -1"),
                console.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stories",
                "progress",
                "checkpoints",
                "story-parts",
                "tokenizers",
                "prompts",
                "requests",
                "dead-letters"
            })
    void topicsAreFollowedByTheirNames(String topic) {
        Console console = Console.run("follow", topic, "--data", folder.toString());

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("no system runs"), console.err());
    }

    @Test
    void filesToScoreMustPairUp() throws IOException {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "one\ntwo\n");
        Path stories = Files.writeString(folder.resolve("stories.txt"), "first\n");

        Console console =
                Console.run(
                        "score",
                        "--checkpoint",
                        folder.toString(),
                        "--prompts",
                        prompts.toString(),
                        "--stories",
                        stories.toString());

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("has 2 lines and"), console.err());
    }

    @Test
    void filesToScoreMustHoldSomething() throws IOException {
        Path prompts = Files.writeString(folder.resolve("prompts.txt"), "");
        Path stories = Files.writeString(folder.resolve("stories.txt"), "");

        Console console =
                Console.run(
                        "score",
                        "--checkpoint",
                        folder.toString(),
                        "--prompts",
                        prompts.toString(),
                        "--stories",
                        stories.toString());

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("prompts.txt is empty"), console.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "", "a/b", ".hidden", "two words"})
    void whatCannotBeAModelsNameCannotBeCancelled(String name) {
        Console console = Console.run("cancel", name);

        assertEquals(2, console.exitCode());
        assertTrue(console.err().contains("MODEL must be 1 to 100 letters"), console.err());
    }

    @Test
    void aSymbolMayHoldACommaAndNoneMayBeEmpty() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "the fox, the owl\n");
        String output = folder.resolve("mine").toString();
        String[] call = {
            "tokenizer",
            "train",
            "--input=" + text,
            "--output=" + output,
            "--vocab-size=30",
            "--hard-vocab-limit=false",
            "--symbols=\", \",b"
        };

        assertEquals(0, Console.run(call).exitCode());
        call[6] = "--symbols=a,,b";
        Console refused = Console.run(call);

        assertTrue(Files.readString(Path.of(output + ".vocab")).contains("\n, \t0\nb\t0\n"));
        assertEquals(2, refused.exitCode());
        assertTrue(refused.err().contains("symbol 2 of --symbols is empty"), refused.err());
    }

    @Test
    void aPortThatIsTakenIsNamedBeforeAnythingStarts() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("localhost"))) {
            String port = Integer.toString(taken.getLocalPort());

            Console console = Console.run("up", "--data", folder.toString(), "--port", port);

            assertEquals(1, console.exitCode());
            assertTrue(console.err().contains("listens on port " + port), console.err());
            assertTrue(console.err().contains("--port"), console.err());
        }
    }

    @Test
    void aDataDirectoryThatIsAFileIsNamedWithTheReason() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");

        Console console = Console.run("up", "--data", file.toString(), "--port", "0");

        assertEquals(2, console.exitCode());
        assertTrue(console.err().contains(file + " is a file"), console.err());
    }
}
