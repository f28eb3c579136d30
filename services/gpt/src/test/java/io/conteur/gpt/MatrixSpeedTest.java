package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.TrainingOptions.Precision;
import org.junit.jupiter.api.Test;

class MatrixSpeedTest {
    @Test
    void matricesReallyAreMultiplied() {
        double speed = MatrixSpeed.flopsPerSecond(Precision.FP32);

        assertTrue(speed > 1e6 && speed < 1e16, "operations per second: " + speed);
    }

    @Test
    void theFastestIsFoundOutOnce() {
        Precision fastest = MatrixSpeed.fastest();

        assertTrue(fastest == Precision.BF16 || fastest == Precision.FP32, fastest.name());
        assertSame(fastest, MatrixSpeed.fastest());
    }
}
