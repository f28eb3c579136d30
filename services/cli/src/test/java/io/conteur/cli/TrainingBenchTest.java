package io.conteur.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.training.TrainingOptions;
import org.junit.jupiter.api.Test;

class TrainingBenchTest {
    @Test
    void theFiguresAreThoseOfTheMedianStep() {
        Architecture architecture = new Architecture(40, 16, 24, 1, 2, 32);

        TrainingBench.Speed speed =
                new TrainingBench(architecture, TrainingOptions.defaults(5, 2, Precision.FP32))
                        .run(3, 1e9);

        assertEquals(64, speed.stepTokens());
        assertTrue(speed.stepSeconds() > 0);
        assertEquals(64 / speed.stepSeconds(), speed.tokensPerSecond(), 1e-6);
        double flops = speed.tokensPerSecond() * architecture.trainingFlopsPerToken();
        assertEquals(flops, speed.modelFlopsPerSecond(), 1e-6 * flops);
        assertEquals(flops / 1e9, speed.shareOfMatrixSpeed(), 1e-6 * flops / 1e9);
    }
}
