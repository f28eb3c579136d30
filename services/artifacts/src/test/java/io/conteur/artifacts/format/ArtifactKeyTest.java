package io.conteur.artifacts.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.ArtifactStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactKeyTest {
    @TempDir Path root;

    @ParameterizedTest
    @ValueSource(strings = {"a", "corpora/fables-0123456789ab", "a/b/c/d/e/f/g/h", ".hidden/a..b"})
    void takesPlainNamesBetweenSlashes(String key) {
        assertEquals(root.resolve(key), new ArtifactKey(key).under(root));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/etc/passwd",
                "a/",
                "a//b",
                ".",
                "..",
                "../a",
                "a/../../b",
                "a/./b",
                "a\\..\\b",
                "C:\\a",
                "C:a",
                "file:///etc/passwd",
                "http://host/a",
                "s3://bucket/a",
                "a%2f..",
                "a b",
                "a\0b",
                "a\n",
                "é",
                "~staging/x",
                "~",
                "*",
                "a/b/c/d/e/f/g/h/i"
            })
    void refusesEverythingElse(String key) throws IOException {
        ArtifactStore store = ArtifactStore.at(root);

        assertThrows(IllegalArgumentException.class, () -> store.fetch(key, "0".repeat(64)));
        assertThrows(IllegalArgumentException.class, () -> store.publish(key, directory -> {}));
        assertThrows(IllegalArgumentException.class, () -> store.delete(key));
    }

    @Test
    void knowsTheKeysThatItIsInsideOf() {
        assertEquals(List.of("a/b", "a"), new ArtifactKey("a/b/c").parents());
        assertEquals(List.of(), new ArtifactKey("a").parents());
    }

    @Test
    void refusesANameOfMoreThanAHundredLetters() {
        assertEquals(100, new ArtifactKey("a".repeat(100)).text().length());
        assertThrows(IllegalArgumentException.class, () -> new ArtifactKey("a".repeat(101)));
    }

    @Test
    void shortensAnEndlessKeyInItsComplaint() {
        IllegalArgumentException refusal =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> new ArtifactKey("a".repeat(1_000_000)));

        assertTrue(refusal.getMessage().length() < 500);
    }

    @Test
    void followsNoLinkOutOfTheRoot(@TempDir Path outside) throws IOException {
        ArtifactStore store = ArtifactStore.at(root);
        Files.createSymbolicLink(root.resolve("models"), outside);

        assertThrows(
                IllegalArgumentException.class, () -> store.fetch("models/fox", "0".repeat(64)));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        store.publish(
                                "models/fox",
                                directory -> Files.writeString(directory.resolve("a"), "")));
        try (Stream<Path> entries = Files.list(outside)) {
            assertEquals(0, entries.count());
        }
    }
}
