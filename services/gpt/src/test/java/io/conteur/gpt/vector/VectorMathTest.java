package io.conteur.gpt.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.gpt.sampling.SoftmaxWeights;
import java.util.Random;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;

class VectorMathTest {
    @Test
    void powersOfEAreExactToAFewParts() {
        for (float x = -40; x <= 40; x += 0.0137f) {
            float y = VectorMath.exp(FloatVector.broadcast(VectorMath.FLOATS, x)).lane(0);

            assertEquals(1, y / Math.exp(x), 3e-7, "e to the power of " + x);
        }
    }

    @Test
    void exponentialsAreThoseOfAnyProcessor() {
        Random random = new Random(1);
        for (int length : new int[] {1, 15, 16, 17, 90, 2500}) {
            float[] logits = new float[length];
            for (int i = 0; i < length; i++) {
                logits[i] = (float) (20 * random.nextGaussian());
            }
            logits[length / 2] = Float.NEGATIVE_INFINITY;
            logits[length - 1] = 50;
            float[] expected = new float[length];
            float[] found = new float[length];

            float total = SoftmaxWeights.plain(logits, 1.25f, expected);

            assertEquals(total, VectorMath.exponentials(logits, 1.25f, found), 1e-5f * total);
            assertArrayEquals(expected, found, 1e-6f);
        }
    }

    @Test
    void whatIsTooUnlikelyNeverComes() {
        float[] weights = new float[40];
        float[] logits = new float[40];
        logits[0] = 41;

        VectorMath.exponentials(logits, 1, weights);

        assertEquals(1, weights[0], 1e-6);
        assertEquals(0, weights[20]);
        assertEquals(0, weights[39]);
    }

    @Test
    void swigluIsGateBySigmoidByUp() {
        for (float gate = -60; gate <= 60; gate += 0.7f) {
            FloatVector gates = FloatVector.broadcast(VectorMath.FLOATS, gate);
            FloatVector ups = FloatVector.broadcast(VectorMath.FLOATS, -2);

            double expected = -2 * gate / (1 + Math.exp(-gate));
            assertEquals(
                    expected,
                    VectorMath.swiglu(gates, ups).lane(0),
                    1e-6 + 1e-6 * Math.abs(expected));
        }
    }
}
