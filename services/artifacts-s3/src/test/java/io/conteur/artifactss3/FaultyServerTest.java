package io.conteur.artifactss3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.FileSelection;
import io.conteur.artifacts.RemoteSettings;
import io.conteur.artifacts.StoreUnavailableException;
import io.conteur.artifactss3.FaultyNetwork.Fault;
import io.conteur.artifactss3.FaultyNetwork.Kind;
import io.conteur.artifactss3.bucket.TransferLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that fails is retried, but not for ever, and the error says what to check. */
class FaultyServerTest {
    private static final String KEY = "checkpoints/fox/job/step-00000100";

    private static final TransferLimits ONE_ATTEMPT =
            new TransferLimits(1, Duration.ofMillis(1), Duration.ofSeconds(2), System::nanoTime);

    private final S3Server server = S3Server.shared();
    private final String bucket = server.newBucket();
    private final byte[] weights = new byte[3 << 20];
    private @TempDir Path folder;
    private FaultyNetwork network;
    private Artifact artifact;

    @BeforeEach
    void publish() throws IOException {
        new Random(1).nextBytes(weights);
        network = new FaultyNetwork(server.endpoint());
        artifact =
                TestStores.open(server.endpoint(), bucket, folder.resolve("publisher"))
                        .publish(KEY, files -> write(files, weights));
    }

    private static void write(Path files, byte[] weights) throws IOException {
        Files.write(files.resolve("model.safetensors"), weights);
        Files.write(files.resolve("optimizer.safetensors"), new byte[2 * weights.length]);
        Files.writeString(files.resolve("config.json"), "{}");
    }

    @AfterEach
    void closeTheNetwork() {
        network.close();
    }

    @Test
    void retriesWhatTheServerRefusesBecauseItIsOverloaded() throws IOException {
        ArtifactStore store = open(TestStores.IMPATIENT);
        network.add(new Fault(Kind.UNAVAILABLE, 0));
        network.add(new Fault(Kind.UNAVAILABLE, 0));

        Path fetched = store.fetch(KEY, artifact.sha256());

        assertTrue(Arrays.equals(weights, read(fetched)));
    }

    @Test
    void saysWhenItGivesUpOnAnOverloadedServer() throws IOException {
        network.always(new Fault(Kind.UNAVAILABLE, 0));
        ArtifactStore store = open(TestStores.IMPATIENT);

        String message = unavailable(store);

        assertTrue(message.contains("503"), message);
        assertTrue(message.contains("s3://" + bucket), message);
        assertTrue(message.contains(network.endpoint().toString()), message);
        assertTrue(message.contains(KEY), message);
        assertEquals(3, network.connections());
    }

    @Test
    void continuesABodyThatBreaksOff() throws IOException {
        ArtifactStore store = open(TestStores.IMPATIENT);
        network.always(new Fault(Kind.CUT, weights.length - 1000));

        Path fetched = store.fetch(KEY, artifact.sha256(), FileSelection.of("model.safetensors"));

        assertTrue(Arrays.equals(weights, read(fetched)));
        assertTrue(network.received() < weights.length * 11L / 10, "the rest alone was fetched");
    }

    @Test
    void givesUpOnABodyThatAlwaysBreaksOff() throws IOException {
        ArtifactStore store = open(TestStores.IMPATIENT);
        network.always(new Fault(Kind.CUT, 100_000));

        String message = unavailable(store);

        assertTrue(message.contains("in 3 attempts"), message);
        assertTrue(message.contains("check the endpoint and the network"), message);
    }

    @Test
    void givesUpOnABodyThatStalls() throws IOException {
        TransferLimits limits =
                new TransferLimits(
                        2, Duration.ofMillis(1), Duration.ofMillis(200), System::nanoTime);
        ArtifactStore store = open(limits);
        network.always(new Fault(Kind.STALL, 100_000));

        String message = unavailable(store);

        assertTrue(message.contains("Read timed out"), message);
    }

    @Test
    void givesUpOnABodyThatTrickles() throws IOException {
        AtomicLong seconds = new AtomicLong();
        TransferLimits limits =
                new TransferLimits(
                        2,
                        Duration.ofMillis(1),
                        Duration.ofSeconds(2),
                        () -> Duration.ofSeconds(seconds.getAndIncrement()).toNanos());
        ArtifactStore store = open(limits);

        String message = unavailable(store);

        assertTrue(message.contains("the body is too slow"), message);
    }

    @Test
    void retriesAnUploadWhoseAnswerIsLost() throws IOException {
        ArtifactStore store = open(TestStores.IMPATIENT);
        network.add(new Fault(Kind.CUT, 0));
        network.add(new Fault(Kind.CUT, 10));

        Artifact published = store.publish("checkpoints/more", files -> write(files, weights));

        store.verify(published);
    }

    /** Headers that break off look like those of another answer: empty, smaller or missing. */
    @Test
    void aConnectionThatEndsAnywhereIsNoDamage() throws IOException {
        ArtifactStore direct = TestStores.open(server.endpoint(), bucket, folder.resolve("direct"));
        ArtifactStore store = open(ONE_ATTEMPT);
        for (int bytes = 0; bytes < 900; bytes += 11) {
            network.always(new Fault(Kind.CUT, bytes));

            assertThrows(
                    StoreUnavailableException.class, () -> store.fetch(KEY, artifact.sha256()));
            assertThrows(StoreUnavailableException.class, () -> store.list(""));
            assertThrows(StoreUnavailableException.class, () -> store.verify(artifact));
        }
        assertEquals(List.of(artifact), direct.list(""));
    }

    @Test
    void saysThatNobodyAnswers() throws IOException {
        ArtifactStore store = open(TestStores.IMPATIENT);
        network.close();

        String message = unavailable(store);

        assertTrue(message.contains("check the endpoint and the network"), message);
    }

    @Test
    void saysThatThereIsNoSuchBucket() throws IOException {
        ArtifactStore store = TestStores.open(server.endpoint(), "no-such-bucket", folder);

        String message =
                assertThrows(StoreUnavailableException.class, () -> store.list("")).getMessage();

        assertTrue(message.contains("NoSuchBucket (404); create the bucket"), message);
        assertThrows(StoreUnavailableException.class, () -> store.delete(KEY));
    }

    @Test
    void namesNoCredentialsThatTheServerRefuses() throws IOException {
        String secret = System.getProperty("aws.secretAccessKey");
        System.setProperty("aws.secretAccessKey", "another-secret");
        try {
            ArtifactStore store = TestStores.open(server.endpoint(), bucket, folder);

            String message = unavailable(store);

            assertTrue(message.contains("(403); check the credentials"), message);
            assertFalse(message.contains("secret"), message);
        } finally {
            System.setProperty("aws.secretAccessKey", secret);
        }
    }

    @Test
    void anEndpointHasASchemeAndNoPassword() {
        for (String endpoint : List.of("localhost:9000", "ftp://host", "http://me:word@host")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                            RemoteSettings.fromEnvironment(
                                    Map.of("CONTEUR_ARTIFACTS_S3_ENDPOINT", endpoint)));
        }
    }

    private ArtifactStore open(TransferLimits limits) throws IOException {
        return TestStores.open(network.endpoint(), bucket, folder.resolve("cache"), limits);
    }

    private String unavailable(ArtifactStore store) {
        return assertThrows(
                        StoreUnavailableException.class, () -> store.fetch(KEY, artifact.sha256()))
                .getMessage();
    }

    private static byte[] read(Path fetched) throws IOException {
        return Files.readAllBytes(fetched.resolve("model.safetensors"));
    }
}
