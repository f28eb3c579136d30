package io.conteur.storygenerator.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.Artifact;
import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.artifacts.ForgetfulStore;
import io.conteur.events.ArtifactReference;
import io.conteur.events.story.SamplingSettings;
import io.conteur.events.story.SamplingSettingsBuilder;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.CheckpointPublishedBuilder;
import io.conteur.gpt.EngineLimits;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.storygenerator.batching.StorySequence;
import io.conteur.storygenerator.request.GenerationRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedCheckpointTest {
    private static final EngineLimits LIMITS = new EngineLimits(2, 256);
    private static final Set<String> NEEDED =
            Set.of("manifest.json", "config.json", "model.safetensors", "tokenizer.model");

    @TempDir Path root;
    @TempDir Path copied;

    private ArtifactStore store;
    private CheckpointPublished checkpoint;

    @BeforeEach
    void publish() throws IOException {
        store = ArtifactStore.at(root);
        checkpoint = MicroModel.publish(store, "micro", 1);
    }

    @Test
    void tellsTheSameStoryAfterARestart() throws IOException {
        assertEquals(tell(), tell());
    }

    @Test
    void readsNothingOfADamagedCheckpoint() throws IOException {
        Path weights = root.resolve(checkpoint.artifact().key()).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length / 2] ^= 1;
        Files.write(weights, bytes);

        assertThrows(
                DamagedArtifactException.class,
                () -> LoadedCheckpoint.verify(store, checkpoint, LIMITS));
    }

    @Test
    void needsNothingOfTheOptimizer() throws IOException {
        Path folder = root.resolve(checkpoint.artifact().key());
        String story = tell();

        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!NEEDED.contains(file.getFileName().toString())) {
                    Files.write(file, new byte[1]);
                }
            }
        }

        assertEquals(story, tell());
    }

    @Test
    void fetchesAgainWhatACacheEvictedWhileTheLoadWaited() throws IOException {
        ArtifactStore copies = new ForgetfulStore(store, copied);
        CheckpointLoader.Verified verified = LoadedCheckpoint.verify(copies, checkpoint, LIMITS);
        Files.delete(copied.resolve("model.safetensors"));

        verified.load().close();

        assertTrue(Files.exists(copied.resolve("model.safetensors")));
    }

    @Test
    void refusesAnArtifactLargerThanItsEventSaysBeforeReadingIt() throws IOException {
        Path weights = root.resolve(checkpoint.artifact().key()).resolve("model.safetensors");
        CheckpointPublished small = withArtifact(published(weights, 200L << 20));

        IOException refusal =
                assertThrows(
                        DamagedArtifactException.class,
                        () -> LoadedCheckpoint.verify(store, small, LIMITS));

        assertTrue(
                String.valueOf(refusal.getMessage()).contains("bytes instead of at most"),
                refusal.getMessage());
    }

    /** Publishes a copy of the artifact in which a file is longer. */
    private Artifact published(Path file, long bytes) throws IOException {
        Path source = file.getParent();
        return store.publish(
                "checkpoints/micro/job/longer",
                folder -> {
                    for (String name :
                            List.of("config.json", "model.safetensors", "tokenizer.model")) {
                        Files.copy(source.resolve(name), folder.resolve(name));
                    }
                    try (FileChannel longer =
                            FileChannel.open(
                                    folder.resolve("model.safetensors"),
                                    StandardOpenOption.WRITE)) {
                        longer.write(ByteBuffer.allocate(1), bytes);
                    }
                });
    }

    private CheckpointPublished withArtifact(Artifact artifact) {
        return CheckpointPublishedBuilder.builder(checkpoint)
                .artifact(new ArtifactReference(artifact.key(), artifact.sha256()))
                .build();
    }

    private String tell() throws IOException {
        try (StoryModel model = LoadedCheckpoint.verify(store, checkpoint, LIMITS).load()) {
            SamplingSettings sampling =
                    SamplingSettingsBuilder.builder()
                            .temperature(1)
                            .topK(0)
                            .topP(1)
                            .seed(5)
                            .maxTokens(50)
                            .build();
            GenerationRequest request = new GenerationRequest(model.encode("a dog"), sampling);
            StorySequence sequence = new StorySequence(0, request, model);
            model.begin(request, 0);
            boolean more = true;
            while (more) {
                for (SampledToken chosen : model.step()) {
                    more = sequence.accept(chosen);
                }
            }
            return sequence.text();
        }
    }
}
