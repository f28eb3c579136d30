package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorStoryEngineTest extends StoryEngineTest {
    @Override
    int prompts() {
        return 2000;
    }

    @Override
    StoryEngine load(Path checkpoint, EngineLimits limits) throws IOException {
        return StoryEngine.load(checkpoint, limits, DecoderKind.VECTOR);
    }

    @Test
    void aCacheBeyondTheHeapIsRefusedWithTheNumbers(@TempDir Path folder) throws IOException {
        try (Trainer trainer =
                Trainer.start(Micro.ARCHITECTURE, Micro.options(1), Micro.examples(4, 20))) {
            trainer.save(folder);
        }
        EngineLimits limits = new EngineLimits(1, Integer.MAX_VALUE - 1000);

        IllegalStateException refusal =
                Assertions.assertThrows(
                        IllegalStateException.class, () -> load(folder, limits).close());

        assertTrue(String.valueOf(refusal.getMessage()).contains("MiB of heap"));
    }
}
