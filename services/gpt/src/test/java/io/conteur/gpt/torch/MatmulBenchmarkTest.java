package io.conteur.gpt.torch;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.model.Precision;
import org.junit.jupiter.api.Test;

class MatmulBenchmarkTest {
    @Test
    void matricesReallyAreMultiplied() {
        double speed = MatmulBenchmark.flopsPerSecond(Precision.FP32);

        assertTrue(speed > 1e6 && speed < 1e16, "operations per second: " + speed);
    }

    @Test
    void theFastestIsFoundOutOnce() {
        Precision fastest = MatmulBenchmark.fastest();

        assertTrue(fastest == Precision.BF16 || fastest == Precision.FP32, fastest.name());
        assertSame(fastest, MatmulBenchmark.fastest());
    }
}
