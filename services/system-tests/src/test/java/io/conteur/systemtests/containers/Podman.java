package io.conteur.systemtests.containers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The container engine, by its command line. It inherits the environment: its own settings. */
final class Podman {
    private Podman() {}

    /**
     * Runs a command to its end.
     *
     * @return its standard output, without the line break at its end
     * @throws IllegalStateException with its output when it fails
     */
    static String run(String... arguments) {
        return run(List.of(arguments));
    }

    static String run(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("podman"));
        command.addAll(arguments);
        return output(command);
    }

    /** The standard output of any command. */
    static String output(List<String> command) {
        try {
            Path errors = Files.createTempFile("podman", ".err");
            try {
                Process process =
                        new ProcessBuilder(command).redirectError(errors.toFile()).start();
                String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
                int code = process.waitFor();
                if (code != 0) {
                    throw new IllegalStateException(
                            "%s ended with %d:%n%s%n%s"
                                    .formatted(
                                            String.join(" ", command),
                                            code,
                                            output,
                                            Files.readString(errors)));
                }
                return output;
            } finally {
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
