package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.model.Example;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartFromTest {
    @TempDir Path folder;

    @Test
    void aNewTrainingStartsWithTheWeightsOfAnother() throws IOException {
        List<Example> examples = Micro.examples(6, 10);
        double loss;
        try (Trainer first = Trainer.start(Micro.ARCHITECTURE, Micro.options(8), examples)) {
            first.step();
            first.step();
            loss = first.score(examples).natsPerToken();
            first.save(folder);
        }

        try (Trainer second = Trainer.startFrom(folder, Micro.options(4), examples)) {
            assertEquals(0, second.stepsDone());
            assertEquals(Micro.ARCHITECTURE, second.architecture());
            assertEquals(loss, second.score(examples).natsPerToken(), 1e-6);
        }
    }

    @Test
    void partsCanBeHalvedUntilTheyAreSmall() {
        try (Trainer trainer =
                Trainer.start(Micro.ARCHITECTURE, Micro.options(8), Micro.examples(6, 10))) {
            int before = trainer.microBatchTokens();
            assertTrue(trainer.halveMicroBatches());
            assertEquals(before / 2, trainer.microBatchTokens());
            while (trainer.halveMicroBatches()) {
                assertTrue(trainer.microBatchTokens() > 0);
            }
            assertFalse(trainer.halveMicroBatches());
            assertTrue(Float.isFinite(trainer.step().loss()));
        }
    }
}
