package io.conteur.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactStoreTest {
    private static final String KEY = "corpora/fables-0123456789ab";

    @TempDir Path root;
    private ArtifactStore store;

    @BeforeEach
    void openTheStore() throws IOException {
        store = ArtifactStore.at(root);
    }

    @Test
    void fetchesWhatWasPublished() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once upon a time"));

        Path directory = store.fetch(artifact.key(), artifact.sha256());

        assertEquals("Once upon a time", Files.readString(directory.resolve("stories.txt")));
        assertEquals("A fox", Files.readString(directory.resolve("prompts.txt")));
        assertEquals(21, artifact.bytes());
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

        ArtifactStore later = ArtifactStore.atOrLater(link);

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
    void givesTheSameFilesTheSameHashInWhateverOrderTheyAreWritten() throws IOException {
        Artifact one = store.publish("corpora/one", fables("Once"));
        Artifact two =
                store.publish(
                        "corpora/two",
                        directory -> {
                            Files.writeString(directory.resolve("stories.txt"), "Once");
                            Files.writeString(directory.resolve("prompts.txt"), "A fox");
                        });

        assertEquals(one.sha256(), two.sha256());
    }

    @Test
    void changesNothingWhenTheSameBytesArePublishedAgain() throws IOException {
        Artifact first = store.publish(KEY, fables("Once"));

        Artifact second = store.publish(KEY, fables("Once"));

        assertEquals(first, second);
        assertEquals(List.of(first), store.list(""));
    }

    @Test
    void refusesOtherBytesUnderATakenKey() throws IOException {
        Artifact first = store.publish(KEY, fables("Once"));

        assertThrows(ArtifactConflictException.class, () -> store.publish(KEY, fables("Twice")));

        Path directory = store.fetch(KEY, first.sha256());
        assertEquals("Once", Files.readString(directory.resolve("stories.txt")));
    }

    @Test
    void refusesAnArtifactInsideOrAroundAnother() throws IOException {
        store.publish("corpora/fables", fables("Once"));

        assertThrows(
                ArtifactConflictException.class,
                () -> store.publish("corpora/fables/more", fables("Once")));
        assertThrows(
                ArtifactConflictException.class, () -> store.publish("corpora", fables("Once")));
    }

    @Test
    void showsNothingOfAWriterThatFails() throws IOException {
        ArtifactWriter failing =
                directory -> {
                    Files.writeString(directory.resolve("stories.txt"), "Once upon");
                    throw new IOException("disk full");
                };

        assertThrows(IOException.class, () -> store.publish(KEY, failing));

        assertEquals(List.of(), store.list(""));
        assertEquals(List.of(), DurableFiles.entries(root.resolve("~staging")));
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
    void endsWellWhenManyPublishTheSame() throws Exception {
        List<Callable<Artifact>> publishers =
                List.of(publisher(), publisher(), publisher(), publisher(), publisher());
        ExecutorService threads = Executors.newFixedThreadPool(publishers.size());
        try {
            List<Future<Artifact>> published = threads.invokeAll(publishers);

            Artifact first = published.get(0).get();
            for (Future<Artifact> artifact : published) {
                assertEquals(first, artifact.get());
            }
            assertEquals(List.of(first), store.list(""));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void listsWhatLiesUnderAPrefixByKey() throws IOException {
        store.publish("checkpoints/fox/job/step-00000200", fables("b"));
        store.publish("checkpoints/fox/job/step-00000100", fables("a"));
        store.publish("checkpoints/foxes/job/step-00000100", fables("c"));

        assertEquals(
                List.of("checkpoints/fox/job/step-00000100", "checkpoints/fox/job/step-00000200"),
                store.list("checkpoints/fox").stream().map(Artifact::key).toList());
        assertEquals(3, store.list("").size());
        assertEquals(List.of(), store.list("tokenizers"));
    }

    @Test
    void forgetsADeletedArtifactAndTakesItsKeyAgain() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once"));

        store.delete(KEY);
        store.delete(KEY);

        assertThrows(NoSuchFileException.class, () -> store.fetch(KEY, artifact.sha256()));
        assertEquals(KEY, store.publish(KEY, fables("Twice")).key());
    }

    @Test
    void deletesNoMoreThanOneArtifact() throws IOException {
        store.publish(KEY, fables("Once"));

        assertThrows(IllegalArgumentException.class, () -> store.delete("corpora"));

        assertEquals(1, store.list("").size());
    }

    @Test
    void refusesContentsThatAreNoPlainFiles() {
        assertThrows(IllegalArgumentException.class, () -> store.publish(KEY, empty -> {}));
        assertThrows(
                IllegalArgumentException.class,
                () -> store.publish(KEY, d -> Files.createDirectory(d.resolve("more"))));
        assertThrows(
                IllegalArgumentException.class,
                () -> store.publish(KEY, d -> Files.createSymbolicLink(d.resolve("l"), root)));
        assertThrows(
                IllegalArgumentException.class,
                () -> store.publish(KEY, d -> Files.writeString(d.resolve("a b"), "Once")));
        assertThrows(
                IllegalArgumentException.class,
                () -> store.publish(KEY, d -> Files.writeString(d.resolve("manifest.json"), "")));
    }

    private Callable<Artifact> publisher() {
        return () -> store.publish(KEY, fables("Once"));
    }

    private static ArtifactWriter fables(String stories) {
        return directory -> {
            Files.writeString(directory.resolve("prompts.txt"), "A fox");
            Files.writeString(directory.resolve("stories.txt"), stories);
        };
    }
}
