package io.conteur.artifactss3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactConflictException;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.ArtifactWriter;
import io.conteur.artifacts.StoreUnavailableException;
import io.conteur.artifactss3.bucket.TransferLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Publishers and servers that die at any byte leave nothing that is visible in part. To the bucket,
 * a killed peer is a connection that ends, and no further request. {@code -Dconteur.kills=1000} for
 * the long run.
 */
class KilledPublisherTest {
    private static final int KILLS = Integer.getInteger("conteur.kills", 20);
    private static final int KEYS = 5;

    /** A file of this size is sent in parts. */
    private static final int LARGE = 17 << 20;

    private static final TransferLimits ONE_ATTEMPT =
            new TransferLimits(1, Duration.ofMillis(1), Duration.ofSeconds(5), System::nanoTime);

    private final S3Server server = S3Server.shared();
    private final String bucket = server.newBucket();
    private final Map<String, Artifact> acknowledged = new HashMap<>();
    private @TempDir Path folder;
    private int killed;

    @Test
    void nothingIsVisibleInPart() throws IOException {
        ArtifactStore healthy =
                TestStores.open(server.endpoint(), bucket, folder.resolve("healthy"));
        for (int seed = 0; killed < KILLS; seed++) {
            String round = "seed " + seed;
            publishAndDie(new Random(seed), seed);
            List<Artifact> visible = healthy.list("");
            for (Artifact artifact : visible) {
                healthy.verify(artifact);
            }
            assertTrue(visible.containsAll(acknowledged.values()), round);
            if (visible.size() == KEYS) {
                deleteAll(healthy, visible);
            }
        }
        assertEquals(KILLS, killed);
    }

    private void deleteAll(ArtifactStore store, List<Artifact> artifacts) throws IOException {
        acknowledged.clear();
        for (Artifact artifact : artifacts) {
            store.delete(artifact.key());
        }
    }

    private void publishAndDie(Random random, int seed) throws IOException {
        String key = "checkpoints/model/step-" + random.nextInt(KEYS);
        boolean large = seed % 10 == 9;
        boolean client = random.nextBoolean();
        try (FaultyNetwork network = new FaultyNetwork(server.endpoint())) {
            ArtifactStore store =
                    TestStores.open(
                            network.endpoint(), bucket, folder.resolve("dying"), ONE_ATTEMPT);
            network.killAfter(random.nextInt(budget(large, client)), client);
            try {
                acknowledged.put(key, store.publish(key, writer(random, large)));
                if (random.nextBoolean()) {
                    acknowledged.remove(key);
                    store.delete(key);
                }
            } catch (ArtifactConflictException e) {
                acknowledged.remove(key);
                store.delete(key);
            }
        } catch (StoreUnavailableException e) {
            killed++;
        }
    }

    /** So many bytes that some rounds survive. */
    private static int budget(boolean large, boolean client) {
        if (client) {
            return large ? LARGE + 20_000 : 40_000;
        }
        return 12_000;
    }

    private static ArtifactWriter writer(Random random, boolean large) {
        byte[] model = new byte[large ? LARGE : 1 + random.nextInt(10_000)];
        byte[] tokenizer = new byte[1 + random.nextInt(10_000)];
        random.nextBytes(model);
        random.nextBytes(tokenizer);
        return files -> {
            Files.write(files.resolve("model.safetensors"), model);
            Files.write(files.resolve("tokenizer.model"), tokenizer);
            Files.writeString(files.resolve("config.json"), "{}");
        };
    }
}
