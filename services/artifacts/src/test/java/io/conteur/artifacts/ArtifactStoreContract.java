package io.conteur.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every artifact store promises. */
public abstract class ArtifactStoreContract {
    private static final String KEY = "corpora/fables-0123456789ab";

    private @TempDir Path outside;
    private ArtifactStore store;

    /** Opens the store as a process that has fetched nothing yet. */
    protected abstract ArtifactStore open() throws IOException;

    /** The bytes in which the store holds a file of an artifact. */
    protected abstract byte[] stored(String key, String file) throws IOException;

    /** Replaces what the store holds of a file, past the store. */
    protected abstract void damage(String key, String file, byte[] bytes) throws IOException;

    /** Removes a file from the store, past the store. */
    protected abstract void remove(String key, String file) throws IOException;

    @BeforeEach
    void openTheStore() throws IOException {
        store = open();
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
    }

    @Test
    void endsWellWhenManyPublishTheSame() throws Exception {
        List<Callable<Artifact>> publishers =
                List.of(publisher("Once"), publisher("Once"), publisher("Once"), publisher("Once"));

        List<Future<Artifact>> published = atOnce(publishers);

        Artifact first = published.get(0).get();
        for (Future<Artifact> artifact : published) {
            assertEquals(first, artifact.get());
        }
        assertEquals(List.of(first), store.list(""));
    }

    /** Runs all at the same time, and returns when all have ended. */
    private static List<Future<Artifact>> atOnce(List<Callable<Artifact>> publishers)
            throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(publishers.size());
        try {
            return threads.invokeAll(publishers);
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
                () -> store.publish(KEY, d -> Files.createSymbolicLink(d.resolve("l"), outside)));
        assertThrows(
                IllegalArgumentException.class,
                () -> store.publish(KEY, d -> Files.writeString(d.resolve("a b"), "Once")));
        assertThrows(
                IllegalArgumentException.class,
                () -> store.publish(KEY, d -> Files.writeString(d.resolve("manifest.json"), "")));
    }

    @Test
    void oneOfManyWhoPublishDifferentBytesWins() throws Exception {
        List<Callable<Artifact>> publishers =
                List.of(publisher("a"), publisher("b"), publisher("c"), publisher("d"));

        int winners = 0;
        for (Future<Artifact> published : atOnce(publishers)) {
            winners += won(published) ? 1 : 0;
        }

        assertEquals(1, winners);
        Artifact winner = store.list("").get(0);
        open().fetch(winner.key(), winner.sha256());
    }

    private static boolean won(Future<Artifact> published) throws InterruptedException {
        try {
            published.get();
            return true;
        } catch (ExecutionException e) {
            assertEquals(ArtifactConflictException.class, e.getCause().getClass());
            return false;
        }
    }

    @Test
    void verifiesTheSelectedFilesAlone() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once"));
        damage(KEY, "prompts.txt", "B fox".getBytes(UTF_8));

        Path directory = open().fetch(KEY, artifact.sha256(), FileSelection.of("stories.txt"));

        assertEquals("Once", Files.readString(directory.resolve("stories.txt")));
        assertThrows(
                DamagedArtifactException.class,
                () -> open().fetch(KEY, artifact.sha256(), FileSelection.of("prompts.txt")));
        assertThrows(DamagedArtifactException.class, () -> open().verify(artifact));
    }

    @Test
    void namesFilesWithoutReadingThem() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once"));
        damage(KEY, "prompts.txt", "B fox".getBytes(UTF_8));

        assertEquals(List.of("prompts.txt", "stories.txt"), open().names(KEY, artifact.sha256()));
        assertThrows(DamagedArtifactException.class, () -> store.names(KEY, "0".repeat(64)));
        assertThrows(
                NoSuchFileException.class, () -> store.names("corpora/none", artifact.sha256()));
    }

    @Test
    void aSelectedFileThatWasNotPublishedIsDamage() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once"));

        assertDamaged(artifact, FileSelection.of("model.safetensors"), "model.safetensors");
    }

    @Test
    void limitsTheBytesOfTheSelectedFiles() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once upon a time"));

        assertDamaged(artifact, FileSelection.all().atMost(20), "bytes instead of at most 20");
        assertDamaged(artifact, FileSelection.of("prompts.txt").atMost(4), "at most 4");
        store.fetch(KEY, artifact.sha256(), FileSelection.all().atMost(21));
        store.fetch(KEY, artifact.sha256(), new FileSelection(Set.of("prompts.txt"), 5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"prompts.txt", "stories.txt", "manifest.json"})
    void findsEveryDamageToAFile(String name) throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once"));
        byte[] whole = stored(KEY, name);

        byte[] flipped = whole.clone();
        flipped[whole.length / 2] ^= 1;
        for (byte[] damaged :
                List.of(
                        new byte[0],
                        Arrays.copyOf(whole, whole.length - 1),
                        Arrays.copyOf(whole, whole.length + 1),
                        flipped)) {
            damage(KEY, name, damaged);
            assertThrows(
                    DamagedArtifactException.class, () -> open().fetch(KEY, artifact.sha256()));
        }
        damage(KEY, name, whole);
        open().fetch(KEY, artifact.sha256());
    }

    @Test
    void aMissingFileIsDamageThatPublishingAgainFinds() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once"));
        remove(KEY, "stories.txt");

        assertThrows(DamagedArtifactException.class, () -> open().fetch(KEY, artifact.sha256()));
        assertThrows(DamagedArtifactException.class, () -> store.publish(KEY, fables("Once")));
    }

    @Test
    void refusesAnotherManifestThanTheEventNamed() throws IOException {
        store.publish(KEY, fables("Once"));

        assertThrows(DamagedArtifactException.class, () -> store.fetch(KEY, "0".repeat(64)));
    }

    @Test
    void leavesAnArtifactWithABrokenManifestOutOfTheListAndDeletesIt() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once"));
        damage(KEY, "manifest.json", "{\"files\": []}".getBytes(UTF_8));

        assertEquals(List.of(), store.list("corpora"));
        store.delete(KEY);
        assertEquals(artifact, store.publish(KEY, fables("Once")));
        assertEquals(List.of(artifact), store.list("corpora"));
    }

    @Test
    void keepsAWholeArtifactAndReplacesADamagedOne() throws IOException {
        Artifact first = store.publish(KEY, fables("Once"));

        assertEquals(first, store.publishOrKeep(KEY, fables("Twice")));
        damage(KEY, "stories.txt", "Only".getBytes(UTF_8));
        Artifact second = open().publishOrKeep(KEY, fables("Twice"));

        Path directory = open().fetch(KEY, second.sha256());
        assertEquals("Twice", Files.readString(directory.resolve("stories.txt")));
    }

    @Test
    void anOpenFileStaysReadableAfterItsArtifactIsDeleted() throws IOException {
        Artifact artifact = store.publish(KEY, fables("Once"));
        Path directory = store.fetch(KEY, artifact.sha256());

        try (var open = Files.newInputStream(directory.resolve("stories.txt"))) {
            store.delete(KEY);
            assertArrayEquals("Once".getBytes(UTF_8), open.readAllBytes());
        }
    }

    private void assertDamaged(Artifact artifact, FileSelection files, String what) {
        DamagedArtifactException damage =
                assertThrows(
                        DamagedArtifactException.class,
                        () -> store.fetch(KEY, artifact.sha256(), files));
        assertTrue(damage.getMessage().contains(what), damage::getMessage);
        assertTrue(damage.getMessage().contains(KEY), damage::getMessage);
    }

    private Callable<Artifact> publisher(String stories) {
        return () -> open().publish(KEY, fables(stories));
    }

    private static ArtifactWriter fables(String stories) {
        return directory -> {
            Files.writeString(directory.resolve("prompts.txt"), "A fox");
            Files.writeString(directory.resolve("stories.txt"), stories);
        };
    }
}
