package io.conteur.storygenerator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.artifacts.DamagedArtifactException;
import io.conteur.events.CheckpointPublished;
import io.conteur.events.SamplingSettings;
import io.conteur.events.SamplingSettingsBuilder;
import io.conteur.gpt.Chosen;
import io.conteur.gpt.EngineLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointNarratorTest {
    private static final EngineLimits LIMITS = new EngineLimits(2, 256);

    @TempDir Path root;

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
                () -> CheckpointNarrator.load(store, checkpoint, LIMITS));
    }

    private String tell() throws IOException {
        try (Narrator narrator = CheckpointNarrator.load(store, checkpoint, LIMITS)) {
            SamplingSettings sampling =
                    SamplingSettingsBuilder.builder()
                            .temperature(1)
                            .topK(0)
                            .topP(1)
                            .seed(5)
                            .maxTokens(50)
                            .build();
            StoryPlan plan = new StoryPlan(narrator.encode("a dog"), sampling);
            Voice voice = new Voice(0, plan, narrator);
            narrator.begin(plan, 0);
            boolean more = true;
            while (more) {
                for (Chosen chosen : narrator.step()) {
                    more = voice.hear(chosen);
                }
            }
            return voice.text();
        }
    }
}
