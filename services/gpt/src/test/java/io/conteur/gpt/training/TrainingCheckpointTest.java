package io.conteur.gpt.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingCheckpointTest {
    @Test
    void aCheckpointFromBeforeThereWereBlocksGoesOnInItsOrder(@TempDir Path folder)
            throws IOException {
        Files.writeString(
                folder.resolve("trainer.json"),
                """
                {"step": 7, "options": {"steps": 10, "batch": 2, "optimizer": "MUON",
                 "schedule": {"learningRate": 0.02, "warmUpSteps": 10, "decayFraction": 0.7},
                 "weightDecay": 0.2, "maxGradientNorm": 1.0, "dropout": 0.0, "averaging": 0.0,
                 "precision": "BF16", "seed": 1}}
                """);

        TrainingCheckpoint.Progress progress = TrainingCheckpoint.progress(folder);

        assertNull(progress.blocksTogether());
        assertEquals(0, progress.orderedTogether(), "all examples are one list");
    }
}
