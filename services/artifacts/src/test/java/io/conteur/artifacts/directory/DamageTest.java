package io.conteur.artifacts.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.FileSelection;
import io.conteur.artifacts.format.FileChecksum;
import io.conteur.artifacts.format.Manifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every damage to an artifact on disk is detected when it is fetched. */
class DamageTest {
    private static final String KEY = "checkpoints/fox/job/step-00000100";

    @TempDir Path root;
    private ArtifactStore store;
    private Artifact artifact;
    private Path directory;

    @BeforeEach
    void publish() throws IOException {
        store = ArtifactStore.at(root);
        artifact =
                store.publish(
                        KEY,
                        files -> {
                            Files.writeString(files.resolve("config.json"), "{\"layers\": 3}");
                            Files.write(files.resolve("model.safetensors"), new byte[97]);
                        });
        directory = store.fetch(KEY, artifact.sha256());
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "manifest.json"})
    void findsAFileCutAtAnyLength(String name) throws IOException {
        byte[] whole = Files.readAllBytes(directory.resolve(name));
        for (int length = 0; length < whole.length; length++) {
            Files.write(directory.resolve(name), Arrays.copyOf(whole, length));
            assertDamaged(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "manifest.json"})
    void findsAnyFlippedBit(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(name));
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(directory.resolve(name), bytes);
            assertDamaged(name);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "manifest.json"})
    void findsAnExtendedFile(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(directory.resolve(name));
        Files.write(directory.resolve(name), Arrays.copyOf(bytes, bytes.length + 1));

        assertDamaged(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "manifest.json"})
    void findsAMissingFile(String name) throws IOException {
        Files.delete(directory.resolve(name));

        assertDamaged(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "manifest.json"})
    void findsALinkInPlaceOfAFile(String name) throws IOException {
        Path elsewhere = Files.move(directory.resolve(name), root.resolve("elsewhere"));
        Files.createSymbolicLink(directory.resolve(name), elsewhere);

        assertDamaged(name);
    }

    @Test
    void findsAnAddedFileOrDirectory() throws IOException {
        Path added = Files.writeString(directory.resolve("pytorch_model.bin"), "code");
        assertDamaged("pytorch_model.bin");

        Files.delete(added);
        Files.createDirectory(directory.resolve("more"));
        assertDamaged("more");
    }

    @Test
    void readsNoManifestOfUnboundedSize() throws IOException {
        Files.write(directory.resolve("manifest.json"), new byte[10_000_000]);

        assertDamaged("too large");
        assertEquals(List.of(), store.list(""));
    }

    @Test
    void deletesADamagedArtifact() throws IOException {
        Files.delete(directory.resolve("manifest.json"));

        store.delete(KEY);

        assertTrue(Files.notExists(directory));
    }

    @Test
    void refusesAnArtifactThatIsLargerThanItMayBeBeforeReadingIt() throws IOException {
        Path huge = Files.createDirectories(root.resolve("huge"));
        try (FileChannel file =
                FileChannel.open(
                        huge.resolve("model.safetensors"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(1), (100L << 30) - 1);
        }
        byte[] manifest =
                new Manifest(
                                List.of(
                                        new FileChecksum(
                                                "model.safetensors", 100L << 30, "0".repeat(64))))
                        .toJson();
        Files.write(huge.resolve("manifest.json"), manifest);

        DamagedArtifactException refusal =
                assertThrows(
                        DamagedArtifactException.class,
                        () ->
                                store.fetch(
                                        "huge",
                                        FileChecksum.sha256Of(manifest),
                                        FileSelection.all().atMost(1_000)));

        assertEquals(
                "artifact huge is damaged: it has 107374182400 bytes instead of at most 1000",
                refusal.getMessage());
    }

    private void assertDamaged(String what) {
        DamagedArtifactException damage =
                assertThrows(
                        DamagedArtifactException.class, () -> store.fetch(KEY, artifact.sha256()));
        assertTrue(damage.getMessage().contains(what), damage::getMessage);
        assertTrue(damage.getMessage().contains(KEY), damage::getMessage);
    }
}
