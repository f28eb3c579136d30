package io.conteur.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What a running system says of itself in {@code DATA/conteur.json}.
 *
 * @param bootstrap Kafka bootstrap servers
 * @param artifacts artifact root
 */
record SystemFile(String bootstrap, String artifacts, List<Child> processes) {
    private static final String NAME = "conteur.json";

    /** One process of the system; a port of 0 serves no HTTP. */
    record Child(String name, long pid, int httpPort) {}

    static Path defaultDirectory() {
        String configured = System.getenv("CONTEUR_DATA");
        return configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".conteur")
                : Path.of(configured);
    }

    static SystemFile of(RunningSystem system) {
        return new SystemFile(
                system.bootstrap(), system.artifacts().toString(), system.processes());
    }

    /** Whoever reads meanwhile sees the old or the new one. */
    void write(Path data) throws IOException {
        Path written = Files.writeString(data.resolve(NAME + ".new"), Json.line(this));
        Files.move(written, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    }

    static void delete(Path data) throws IOException {
        Files.deleteIfExists(data.resolve(NAME));
    }

    static SystemFile read(Path data) throws IOException {
        Path file = data.resolve(NAME);
        if (!Files.isRegularFile(file)) {
            throw new CommandFailedException(
                    "no system runs on "
                            + data
                            + "; start one with ./conteur up, or name a broker with --bootstrap"
                            + " and, to train, its artifact root with --artifacts");
        }
        JsonNode content = Json.read(file);
        return new SystemFile(
                content.path("bootstrap").asText(), content.path("artifacts").asText(), List.of());
    }
}
