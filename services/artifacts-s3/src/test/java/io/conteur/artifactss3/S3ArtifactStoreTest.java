package io.conteur.artifactss3;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactWriter;
import io.conteur.artifacts.FileSelection;
import io.conteur.artifacts.RemoteSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular to buckets. */
class S3ArtifactStoreTest {
    private static final String KEY = "checkpoints/fox/job/step-00000100";

    private final S3Server server = S3Server.shared();
    private final String bucket = server.newBucket();
    private @TempDir Path folder;

    @Test
    void anEmptyBucketIsAStoreWithoutArtifacts() throws IOException {
        assertEquals(List.of(), open().list(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://", "s3://B", "s3://bucket//a", "s3://bucket/a b", "gs://bucket"})
    void refusesARootThatIsNone(String root) {
        assertThrows(
                IllegalArgumentException.class,
                () -> ArtifactStore.open(root, RemoteSettings.none()));
    }

    @Test
    void sendsLargeFilesInParts() throws IOException {
        byte[] large = new byte[(20 << 20) + 1];
        new Random(1).nextBytes(large);

        Artifact artifact =
                open().publish(KEY, files -> Files.write(files.resolve("large.bin"), large));

        Path fetched = open().fetch(KEY, artifact.sha256());
        assertArrayEquals(large, Files.readAllBytes(fetched.resolve("large.bin")));
        assertEquals(0, uploads());
    }

    @Test
    void downloadsTheSelectedFilesAlone() throws IOException {
        Artifact artifact =
                open().publish(
                                KEY,
                                files -> {
                                    Files.write(files.resolve("model"), new byte[100_000]);
                                    Files.write(files.resolve("optimizer"), new byte[200_000]);
                                });

        try (FaultyNetwork network = new FaultyNetwork(server.endpoint())) {
            ArtifactStore store =
                    TestStores.open(network.endpoint(), bucket, folder.resolve("fetcher"));
            store.fetch(KEY, artifact.sha256(), FileSelection.of("model"));

            assertTrue(network.received() < artifact.bytes() / 2, "" + network.received());
        }
    }

    @Test
    void filesOfTheSameContentAreStoredOnce() throws IOException {
        Artifact artifact =
                open().publish(
                                KEY,
                                files -> {
                                    Files.writeString(files.resolve("one"), "same");
                                    Files.writeString(files.resolve("two"), "same");
                                });

        assertEquals(2, server.names(bucket).size());
        Path fetched = open().fetch(KEY, artifact.sha256());
        assertEquals("same", Files.readString(fetched.resolve("two")));
    }

    @Test
    void deletingLeavesNoObject() throws IOException {
        ArtifactStore store = open();
        store.publish(KEY, writer("Once"));

        store.delete(KEY);

        assertEquals(List.of(), server.names(bucket));
    }

    @Test
    void deletesTheFilesOfKilledPublishersADayLater() throws IOException {
        String orphan = KEY + "/~killed/" + "0".repeat(64);
        server.client()
                .putObject(
                        put -> put.bucket(bucket).key(orphan),
                        software.amazon.awssdk.core.sync.RequestBody.fromString("half"));
        Artifact artifact = open().publish(KEY, writer("Once"));
        assertTrue(server.names(bucket).contains(orphan));

        Clock tomorrow = Clock.fixed(Instant.now().plus(Duration.ofHours(25)), ZoneOffset.UTC);
        TestStores.open(
                        server.endpoint(),
                        bucket,
                        folder.resolve("tomorrow"),
                        TestStores.IMPATIENT,
                        tomorrow)
                .publish("checkpoints/fox/job/step-00000200", writer("Twice"));

        assertTrue(!server.names(bucket).contains(orphan));
        open().verify(artifact);
    }

    @Test
    void publishesAgainWhatWasDeletedWhileItWasFetched() throws IOException {
        Artifact artifact = open().publish(KEY, writer("Once"));
        ArtifactStore other = open();
        other.delete(KEY);
        other.publish(KEY, writer("Once"));

        Path fetched = open().fetch(KEY, artifact.sha256());

        assertEquals("Once", Files.readString(fetched.resolve("stories.txt")));
    }

    private int uploads() {
        return server.client().listMultipartUploads(list -> list.bucket(bucket)).uploads().size();
    }

    private ArtifactStore open() throws IOException {
        return TestStores.open(
                server.endpoint(), bucket, Files.createTempDirectory(folder, "cache"));
    }

    private static ArtifactWriter writer(String stories) {
        return files -> Files.writeString(files.resolve("stories.txt"), stories);
    }
}
