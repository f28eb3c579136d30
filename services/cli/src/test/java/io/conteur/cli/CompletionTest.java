package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CompletionTest {
    @TempDir private Path folder;

    @Test
    void theScriptCompletesCommandsOptionsAndTopicsInBash() throws Exception {
        Console console = Console.run("completion");
        assertEquals(0, console.exitCode(), console.err());
        Files.writeString(folder.resolve("completion"), console.out());

        Set<String> commands = completed("./conteur", "");
        assertTrue(
                commands.containsAll(
                        Set.of("demo", "up", "status", "train", "jobs", "models", "prompt")),
                commands.toString());
        assertEquals(Set.of("--bundled"), completed("./conteur", "train", "--bun"));
        assertTrue(completed("./conteur", "follow", "").contains("dead-letters"));
        assertTrue(completed("./conteur", "tokenizer", "").contains("encode"));
    }

    private Set<String> completed(String... words) throws IOException, InterruptedException {
        String quoted =
                String.join(" ", Arrays.stream(words).map(word -> "'" + word + "'").toList());
        String script =
                """
                eval "$(cat completion)"
                COMP_WORDS=(%s)
                COMP_CWORD=%d
                _complete_conteur
                printf '%%s\\n' "${COMPREPLY[@]}"
                """
                        .formatted(quoted, words.length - 1);
        Process bash = start(List.of("bash", "-c", script));
        String answer = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, bash.waitFor(), answer);
        return new TreeSet<>(Arrays.asList(answer.strip().split("\\s+", -1)));
    }

    private Process start(List<String> command) {
        try {
            return new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            assumeTrue(false, "there is no bash here");
            throw new IllegalStateException(e);
        }
    }
}
