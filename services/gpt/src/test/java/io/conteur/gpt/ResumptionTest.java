package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumptionTest {
    private static final int STEPS = 11;
    private static final List<Example> EXAMPLES = Micro.examples(9, 12);

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 8, 10})
    void whatIsKilledAtAnyStepEndsAsIfItHadNotBeen(int killedAt) throws IOException {
        Path whole = Files.createDirectory(folder.resolve("whole"));
        Path midway = Files.createDirectory(folder.resolve("midway"));
        Path resumed = Files.createDirectory(folder.resolve("resumed"));
        try (Trainer trainer = Trainer.start(Micro.ARCHITECTURE, options(), EXAMPLES)) {
            train(trainer, STEPS);
            trainer.save(whole);
        }

        try (Trainer trainer = Trainer.start(Micro.ARCHITECTURE, options(), EXAMPLES)) {
            train(trainer, killedAt);
            trainer.save(midway);
        }
        try (Trainer trainer = Trainer.resume(midway, EXAMPLES)) {
            train(trainer, STEPS);
            trainer.save(resumed);
        }

        for (String file : List.of("model.safetensors", "optimizer.safetensors", "trainer.json")) {
            assertArrayEquals(
                    Files.readAllBytes(whole.resolve(file)),
                    Files.readAllBytes(resumed.resolve(file)),
                    file);
        }
    }

    private static TrainingOptions options() {
        return Micro.options(STEPS).withPrecision(Precision.BF16);
    }

    private static void train(Trainer trainer, int steps) {
        while (trainer.stepsDone() < steps) {
            trainer.step();
        }
    }
}
