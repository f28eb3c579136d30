package io.conteur.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The command line as users run it, in a process of its own. */
public final class CommandProcess {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private CommandProcess() {}

    /**
     * Runs a command that succeeds.
     *
     * @param folder for what it prints
     * @return what it printed, errors included
     */
    public static String run(Path folder, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        Path console = Files.createTempFile(folder, "console", ".txt");
        Process process = start(console, environment, arguments);
        try {
            assertTrue(process.waitFor(LIMIT.toMinutes(), TimeUnit.MINUTES));
            assertEquals(0, process.exitValue(), Files.readString(console));
            return Files.readString(console);
        } finally {
            process.destroy();
        }
    }

    /**
     * Starts a command.
     *
     * @param console file for what it prints, errors included
     */
    static Process start(Path console, Map<String, String> environment, String... arguments)
            throws IOException {
        Path home = House.root().toRealPath();
        Path target = home.resolve("services/cli/target");
        ProcessBuilder builder =
                new ProcessBuilder(
                                Stream.concat(
                                                Stream.of(
                                                        Path.of(
                                                                        System.getProperty(
                                                                                "java.home"),
                                                                        "bin",
                                                                        "java")
                                                                .toString(),
                                                        "-XX:+UseSerialGC",
                                                        "-Dconteur.home=" + home,
                                                        "-cp",
                                                        target + "/*:" + target + "/lib/*",
                                                        "io.conteur.cli.Conteur"),
                                                Stream.of(arguments))
                                        .toList())
                        .redirectErrorStream(true)
                        .redirectOutput(console.toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }
}
