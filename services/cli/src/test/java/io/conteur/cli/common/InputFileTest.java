package io.conteur.cli.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.cli.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class InputFileTest {
    private static final String TEXT = "the fox saw the owl\nthe owl saw the fox\n";

    @TempDir private Path folder;

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aPipeIsReadToItsEnd() throws Exception {
        Path pipe = pipe();
        Process writer = write(pipe);

        assertEquals(TEXT, new String(InputFile.read(pipe), StandardCharsets.UTF_8));

        writer.waitFor();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aTokenizerIsTrainedOnAPipe() throws Exception {
        Path pipe = pipe();
        Process writer = write(pipe);

        Console console = train(pipe.toString(), "");

        assertEquals(0, console.exitCode(), console.err());
        assertTrue(console.out().contains("from 2 lines"), console.out());
        writer.waitFor();
    }

    @Test
    void aDashIsStandardInput() {
        Console console = train("-", TEXT);

        assertEquals(0, console.exitCode(), console.err());
        assertTrue(console.out().contains("from 2 lines"), console.out());
    }

    @Test
    void whatIsNoFileIsNamedWithTheReason() {
        assertTrue(refusal(folder.resolve("none")).contains("there is no file"));
        assertTrue(refusal(folder).contains("is a folder"));
    }

    @Test
    void aFileThatOnlyBeginsAsGzipIsNamed() throws IOException {
        Path fake = Files.write(folder.resolve("fake.gz"), new byte[] {0x1f, (byte) 0x8b, 1, 2});

        Console console = train(fake.toString(), "");

        assertEquals(1, console.exitCode());
        assertTrue(console.err().contains("fake.gz"), console.err());
        assertTrue(console.err().contains("gzip"), console.err());
    }

    private Console train(String input, String standardInput) {
        return Console.runWith(
                standardInput,
                "tokenizer",
                "train",
                "--input=" + input,
                "--output=" + folder.resolve("mine"),
                "--vocab-size=30",
                "--hard-vocab-limit=false");
    }

    private static String refusal(Path file) {
        return String.valueOf(
                assertThrows(CommandFailedException.class, () -> InputFile.read(file))
                        .getMessage());
    }

    private Path pipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        return pipe;
    }

    private Process write(Path pipe) throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), TEXT);
        return new ProcessBuilder(
                        "sh", "-c", "cat \"$1\" > \"$2\"", "sh", text.toString(), pipe.toString())
                .start();
    }
}
