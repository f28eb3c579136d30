package io.conteur.cli.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class ChildProcessTest {
    @TempDir Path directory;

    /** Simulates a command line that is killed: starts a child and waits. */
    static final class Parent {
        public static void main(String[] log) throws IOException, InterruptedException {
            System.out.println(sleeper(Path.of(log[0])).pid());
            Thread.sleep(TimeUnit.MINUTES.toMillis(1));
        }
    }

    @Test
    void endsWhenAsked() throws IOException {
        ChildProcess child = sleeper(directory.resolve("child.log"));
        assertTrue(child.alive());

        child.terminate();
        child.awaitEnd();

        assertFalse(child.alive());
    }

    @Test
    void endsWithTheCommandLineThatWasKilled() throws Exception {
        Process parent =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Parent.class.getName(),
                                directory.resolve("child.log").toString())
                        .start();
        long pid = Long.parseLong(parent.inputReader().readLine());
        ProcessHandle child = ProcessHandle.of(pid).orElseThrow();

        parent.destroyForcibly();

        assertEquals(child, child.onExit().get());
    }

    private static ChildProcess sleeper(Path log) throws IOException {
        return ChildProcess.start("sleeper", log, List.of("sleep", "60"), Map.of());
    }
}
