package io.conteur.gpt.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Bf16PairTest {
    private static final double HALF_A_STEP = 0x1p-8;

    @Test
    void bothNumbersAreReadToHalfAStep() {
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            float low = (float) (random.nextGaussian() * Math.exp(10 * random.nextGaussian()));
            float high = (float) (random.nextGaussian() * Math.exp(10 * random.nextGaussian()));

            int pair = Bf16Pair.of(low, high);

            assertEquals(low, low(pair), HALF_A_STEP * Math.abs(low));
            assertEquals(high, high(pair), HALF_A_STEP * Math.abs(high));
        }
    }

    @Test
    void theUpperNumberCanBeReplaced() {
        int pair = Bf16Pair.withHigh(Bf16Pair.of(-3.5f, 100), -0.25f);

        assertEquals(-3.5f, low(pair));
        assertEquals(-0.25f, high(pair), HALF_A_STEP);
    }

    @Test
    void nothingIsTooSmallForAFloatsExponent() {
        for (float tiny : new float[] {0, -0f, Float.MIN_VALUE, -1e-40f, 1e-20f}) {
            assertEquals(0, low(Bf16Pair.of(tiny, 1)));
            assertEquals(0x1p-60, high(Bf16Pair.of(1, tiny)), 0x1p-68);
            assertEquals(0, Bf16Pair.of(tiny, tiny));
        }
    }

    private static float low(int pair) {
        return Float.intBitsToFloat(pair << 16);
    }

    private static float high(int pair) {
        return Float.intBitsToFloat(pair);
    }
}
