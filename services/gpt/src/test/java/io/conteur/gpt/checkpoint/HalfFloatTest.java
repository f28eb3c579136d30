package io.conteur.gpt.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HalfFloatTest {
    @Test
    void everyHalfFloatIsAFloat() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            short half = (short) bits;
            float value = HalfFloat.toFloat(half);

            if (!Float.isNaN(value)) {
                assertEquals(half, HalfFloat.of(value), () -> Integer.toHexString(half));
            }
        }
    }

    @Test
    void knownValuesAreThemselves() {
        assertEquals(1f, HalfFloat.toFloat((short) 0x3C00));
        assertEquals(-2f, HalfFloat.toFloat((short) 0xC000));
        assertEquals(65_504f, HalfFloat.toFloat((short) 0x7BFF));
        assertEquals(0x1p-24f, HalfFloat.toFloat((short) 1));
        assertEquals(Float.POSITIVE_INFINITY, HalfFloat.toFloat((short) 0x7C00));
        assertTrue(Float.isNaN(HalfFloat.toFloat((short) 0x7E00)));
        assertTrue(Float.isNaN(HalfFloat.toFloat(HalfFloat.of(Float.NaN))));
        assertEquals((short) 0xFC00, HalfFloat.of(-70_000f));
    }

    @Test
    void aFloatBecomesTheNearestHalfFloat() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            float value = (float) (random.nextGaussian() * Math.pow(2, random.nextInt(45) - 30));
            short half = HalfFloat.of(value);
            double error = Math.abs(HalfFloat.toFloat(half) - value);

            if (Math.abs(value) < 65_000) {
                assertTrue(error <= distance(half, 1, value) && error <= distance(half, -1, value));
            }
        }
    }

    @Test
    void halfWayBetweenTwoTheEvenOneIsTaken() {
        assertEquals((short) 0x3C00, HalfFloat.of(1 + 0x1p-11f));
        assertEquals((short) 0x3C02, HalfFloat.of(1 + 3 * 0x1p-11f));
        assertEquals((short) 0x0002, HalfFloat.of(1.5f * 0x1p-24f));
    }

    private static double distance(short half, int offset, float value) {
        float neighbour = HalfFloat.toFloat((short) (half + offset));
        return Float.isFinite(neighbour) ? Math.abs(neighbour - value) : Double.MAX_VALUE;
    }
}
