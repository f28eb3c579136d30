package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program, as a process, when its standard output takes nothing. */
@Timeout(120)
class ClosedOutputTest {
    @TempDir private Path folder;

    @Test
    @EnabledOnOs(OS.LINUX) // Where there is /dev/full.
    void outputThatCannotBeWrittenIsAFailure() throws Exception {
        Process full = program("completion").redirectOutput(Path.of("/dev/full").toFile()).start();

        String complaint = complaint(full);
        assertEquals(1, full.waitFor());
        assertEquals("conteur: not all of the output could be written\n", complaint);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aPipeThatIsClosedEndsACommandQuietly() throws Exception {
        Process closed = program("completion").start();
        closed.getInputStream().close();

        String complaint = complaint(closed);
        assertEquals(141, closed.waitFor());
        assertEquals("", complaint);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void anEndlessInputIsReadOnlyAsLongAsTheOutputIs() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "a fox and a bear\n".repeat(20));
        Console trained =
                Console.run(
                        "tokenizer",
                        "train",
                        "--input",
                        text.toString(),
                        "--vocab-size",
                        "20",
                        "--output",
                        folder.resolve("model").toString());
        assertEquals(0, trained.exitCode(), trained.err());
        Process encoding =
                program("tokenizer", "encode", "--model", folder.resolve("model.model").toString())
                        .start();
        encoding.getInputStream().close();

        assertThrows(IOException.class, () -> writeForever(encoding.getOutputStream()));

        assertEquals("", complaint(encoding));
        assertEquals(141, encoding.waitFor());
    }

    private static void writeForever(OutputStream input) throws IOException {
        byte[] lines = "a fox\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
        while (true) {
            input.write(lines);
        }
    }

    private static String complaint(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static ProcessBuilder program(String... arguments) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        assertTrue(Files.exists(java));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                java.toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Conteur.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }
}
