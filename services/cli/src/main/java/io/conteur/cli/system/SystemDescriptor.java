package io.conteur.cli.system;

import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The description of a running system in {@code DATA/conteur.json}, by which commands find it.
 *
 * @param bootstrap Kafka bootstrap servers
 * @param artifacts artifact root
 */
public record SystemDescriptor(String bootstrap, String artifacts, List<Child> processes) {
    private static final String NAME = "conteur.json";

    /**
     * One process of the system.
     *
     * @param httpPort of its page or API; 0 when it has none
     * @param managementPort of its health and metrics; 0 when it has none
     */
    public record Child(String name, long pid, int httpPort, int managementPort) {}

    public static Path defaultDirectory() {
        String configured = System.getenv("CONTEUR_DATA");
        return configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".conteur")
                : Path.of(configured);
    }

    /** The option by which other commands find a data directory; empty for the default one. */
    public static String option(Path data) {
        if (data.equals(defaultDirectory())) {
            return "";
        }
        String name = data.toString();
        return " --data "
                + (name.matches("[A-Za-z0-9_./~+@%,:=-]+")
                        ? name
                        : "'" + name.replace("'", "'\\''") + "'");
    }

    public static SystemDescriptor of(RunningSystem system) {
        return new SystemDescriptor(system.bootstrap(), system.artifacts(), system.processes());
    }

    /** Replaces the file atomically: a concurrent reader sees the old or the new content. */
    void write(Path data) throws IOException {
        Path written = Files.writeString(data.resolve(NAME + ".new"), Json.line(this));
        Files.move(written, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    static void delete(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(NAME));
    }

    public static SystemDescriptor read(Path data) throws IOException {
        Path file = data.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new CommandFailedException(
                    "no system runs on "
                            + data
                            + "; start one with ./conteur up, or name a broker with --bootstrap"
                            + " and, to train, its artifact root with --artifacts");
        }
        JsonNode content = Json.read(file);
        List<Child> processes = new ArrayList<>();
        content.path("processes")
                .forEach(
                        process ->
                                processes.add(
                                        new Child(
                                                process.path("name").asText(),
                                                process.path("pid").asLong(),
                                                process.path("httpPort").asInt(),
                                                process.path("managementPort").asInt())));
        return new SystemDescriptor(
                content.path("bootstrap").asText(), content.path("artifacts").asText(), processes);
    }
}
