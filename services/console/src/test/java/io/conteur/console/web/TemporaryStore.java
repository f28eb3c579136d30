package io.conteur.console.web;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** An artifact store that is deleted after the tests. */
public final class TemporaryStore implements QuarkusTestResourceLifecycleManager {
    private Path root = Path.of("");

    @Override
    public Map<String, String> start() {
        try {
            root = Files.createTempDirectory("conteur-artifacts");
            return Map.of("conteur.artifacts.root", root.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
