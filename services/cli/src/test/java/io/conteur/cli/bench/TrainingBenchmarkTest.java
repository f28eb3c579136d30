package io.conteur.cli.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.path.ComputeOptions;
import io.conteur.gpt.path.PathKind;
import io.conteur.gpt.training.TrainingOptions;
import org.junit.jupiter.api.Test;

class TrainingBenchmarkTest {
    @Test
    void theFiguresAreThoseOfTheMedianStep() {
        Architecture architecture = new Architecture(40, 16, 24, 1, 2, 32);

        TrainingBenchmark.Result result =
                new TrainingBenchmark(
                                architecture,
                                TrainingOptions.defaults(5, 2, Precision.FP32),
                                ComputeOptions.of(PathKind.PLAIN))
                        .run(3, () -> 1e9);

        assertEquals(PathKind.PLAIN, result.path());
        assertEquals(64, result.stepTokens());
        assertTrue(result.stepSeconds() > 0);
        assertEquals(64 / result.stepSeconds(), result.tokensPerSecond(), 1e-6);
        double flops = result.tokensPerSecond() * architecture.trainingFlopsPerToken();
        assertEquals(flops, result.modelFlopsPerSecond(), 1e-6 * flops);
        assertEquals(flops / 1e9, result.shareOfMatrixSpeed(), 1e-6 * flops / 1e9);
    }
}
