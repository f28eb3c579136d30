package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MatrixSpeedTest {
    @Test
    void matricesReallyAreMultiplied() {
        double speed = MatrixSpeed.bf16FlopsPerSecond();

        assertTrue(speed > 1e6 && speed < 1e16, "operations per second: " + speed);
    }
}
