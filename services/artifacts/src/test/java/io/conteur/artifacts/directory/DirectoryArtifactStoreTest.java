package io.conteur.artifacts.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactWriter;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.RemoteSettings;
import io.conteur.artifacts.StoreUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryArtifactStoreTest {
    private static final String KEY = "corpora/fables-0123456789ab";

    @TempDir Path root;
    private ArtifactStore store;

    @BeforeEach
    void openTheStore() throws IOException {
        store = ArtifactStore.at(root);
    }

    @Test
    void aRootThatIsGoneSaysNothingOfItsArtifacts() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once"));
        Path away = root.resolveSibling(root.getFileName() + "-away");
        Files.move(root, away);

        assertThrows(
                StoreUnavailableException.class,
                () -> store.fetch(artifact.key(), artifact.sha256()));
        assertThrows(StoreUnavailableException.class, () -> store.list(""));
        assertThrows(StoreUnavailableException.class, () -> store.publish(KEY, fables("Once")));
        assertFalse(Files.exists(root));
        Files.move(away, root);
        assertEquals(List.of(artifact), store.list(""));
    }

    @Test
    void aRootThatIsAwayAtFirstIsUsedOnceItIsThere() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once"));
        Path link = root.resolveSibling(root.getFileName() + "-link");
        Path away = root.resolveSibling(root.getFileName() + "-gone");
        Files.createSymbolicLink(link, root);
        Files.move(root, away);

        ArtifactStore later = ArtifactStore.open(link.toString(), RemoteSettings.none());

        assertThrows(StoreUnavailableException.class, () -> later.list(""));
        Files.move(away, root);
        assertEquals(List.of(artifact), later.list(""));
        assertEquals(artifact, later.publish(KEY, fables("Once")));
        Artifact more = later.publish("corpora/more", fables("Twice"));
        assertEquals(List.of(artifact, more), later.list(""));
        later.fetch(artifact.key(), artifact.sha256());
        Files.delete(link);
    }

    @Test
    void anEmptyRootIsTakenForAVolumeThatIsNotMounted() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once"));
        DurableFiles.delete(root);
        Files.createDirectory(root);

        assertThrows(
                StoreUnavailableException.class,
                () -> store.fetch(artifact.key(), artifact.sha256()));
        assertThrows(StoreUnavailableException.class, () -> store.list("corpora"));
        assertEquals(artifact, store.publish(KEY, fables("Once")));
        assertEquals(List.of(artifact), store.list("corpora"));
    }

    @Test
    void nothingIsBelowAFile() throws IOException {
        store.publish(KEY, fables("Once"));

        assertEquals(List.of(), store.list(KEY + "/stories.txt/more"));
        assertThrows(
                NoSuchFileException.class,
                () -> store.fetch(KEY + "/stories.txt/more", "0".repeat(64)));
    }

    @Test
    void showsNothingOfACrashAndSweepsItADayLater() throws IOException {
        Path crashed = Files.createDirectories(root.resolve("~staging/crashed"));
        Files.writeString(crashed.resolve("stories.txt"), "Once upon");
        ArtifactStore.at(root);
        assertTrue(Files.exists(crashed));
        assertEquals(List.of(), store.list(""));

        Files.setLastModifiedTime(
                crashed, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        ArtifactStore.at(root);

        assertFalse(Files.exists(crashed));
    }

    @Test
    void aFileOfAFileManagerIsNoDamage() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once"));
        Path folder = root.resolve(KEY);
        Files.writeString(folder.resolve(".DS_Store"), "icons");

        store.verify(artifact);
        store.fetch(artifact.key(), artifact.sha256());

        Files.writeString(folder.resolve("more.txt"), "more");
        assertThrows(
                DamagedArtifactException.class,
                () -> store.fetch(artifact.key(), artifact.sha256()));
    }

    @Test
    void keepsNothingOfAWriterThatFails() throws IOException {
        ArtifactWriter failing =
                directory -> {
                    throw new IOException("disk full");
                };

        assertThrows(IOException.class, () -> store.publish(KEY, failing));

        assertEquals(List.of(), DurableFiles.entries(root.resolve("~staging")));
    }

    private static ArtifactWriter fables(String stories) {
        return directory -> {
            Files.writeString(directory.resolve("prompts.txt"), "A fox");
            Files.writeString(directory.resolve("stories.txt"), stories);
        };
    }
}
