package io.conteur.gpt.vector;

import io.conteur.gpt.sampling.SoftmaxWeights;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Arithmetic on vectors of the processor's preferred width. Uses only operations that IEEE 754
 * defines to the bit, and sums in a fixed order, so interpreted and compiled code agree.
 */
public final class VectorMath {
    static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

    /** Numbers in a vector, a power of two. */
    public static final int LANES = FLOATS.length();

    private static final float MIN_POWER = SoftmaxWeights.LOWEST_POWER;
    private static final float MAX_POWER = 40;
    // A little more than e to the lowest power.
    private static final float NEGLIGIBLE = 4.25e-18f;
    private static final float LOG2_E = 1.442695f;
    // Cody-Waite reduction: ln 2 in two parts, the first with trailing zeros so that its products
    // are exact.
    private static final float LN2 = 0.6933594f;
    private static final float LN2_REST = -2.1219444e-4f;
    // 1.5 * 2^23: adding it rounds to the nearest integer, in the lowest bits of the mantissa.
    private static final float ROUNDER = 12_582_912f;
    private static final int MANTISSA_BITS = 23;

    private VectorMath() {}

    /** The next multiple of {@code step}, a power of two. */
    public static int padded(int length, int step) {
        return (length + step - 1) & -step;
    }

    /**
     * e to the power of each, to about one part in ten million; powers are clamped to -40 and 40.
     * The polynomial is that of <a href="https://www.netlib.org/cephes/">Cephes</a>' expf.
     */
    static FloatVector exp(FloatVector x) {
        FloatVector clamped = x.max(MIN_POWER).min(MAX_POWER);
        FloatVector shifted = clamped.fma(splat(LOG2_E), splat(ROUNDER));
        FloatVector power = shifted.sub(ROUNDER);
        FloatVector rest = power.fma(splat(-LN2), clamped);
        rest = power.fma(splat(-LN2_REST), rest);
        FloatVector y = splat(1.9875691e-4f).fma(rest, splat(1.3982e-3f));
        y = y.fma(rest, splat(8.333452e-3f));
        y = y.fma(rest, splat(4.1665796e-2f));
        y = y.fma(rest, splat(1.6666666e-1f));
        y = y.fma(rest, splat(0.5f));
        y = y.fma(rest.mul(rest), rest).add(1);
        IntVector exponent =
                shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
        return y.reinterpretAsInts().add(exponent).reinterpretAsFloats();
    }

    private static FloatVector splat(float value) {
        return FloatVector.broadcast(FLOATS, value);
    }

    /** {@link SoftmaxWeights}, vectorised. */
    static float exponentials(float[] logits, float factor, float[] weights) {
        int whole = logits.length & -LANES;
        float highest = highest(logits, whole);
        for (int i = 0; i < whole; i += LANES) {
            weight(FloatVector.fromArray(FLOATS, logits, i), highest, factor).intoArray(weights, i);
        }
        float[] rest = new float[LANES];
        Arrays.fill(rest, Float.NEGATIVE_INFINITY);
        System.arraycopy(logits, whole, rest, 0, logits.length - whole);
        weight(FloatVector.fromArray(FLOATS, rest, 0), highest, factor).intoArray(rest, 0);
        System.arraycopy(rest, 0, weights, whole, logits.length - whole);
        return sum(weights, 0, whole) + sum(rest, 0, LANES);
    }

    /** e to the power of {@link #MIN_POWER} or less becomes 0. */
    private static FloatVector weight(FloatVector logits, float highest, float factor) {
        return exp(logits.sub(highest).mul(factor)).sub(NEGLIGIBLE).max(0);
    }

    private static float highest(float[] logits, int whole) {
        FloatVector highest = splat(Float.NEGATIVE_INFINITY);
        for (int i = 0; i < whole; i += LANES) {
            highest = highest.max(FloatVector.fromArray(FLOATS, logits, i));
        }
        float max = highest.reduceLanes(VectorOperators.MAX);
        for (int i = whole; i < logits.length; i++) {
            max = Math.max(max, logits[i]);
        }
        return max;
    }

    /** SwiGLU: {@code gate / (1 + exp(-gate)) * up}. */
    static FloatVector swiglu(FloatVector gate, FloatVector up) {
        return gate.mul(up).div(exp(gate.neg()).add(1));
    }

    /** The sum of {@code length} values from an index on; the length is a multiple of the lanes. */
    static float sum(float[] values, int at, int length) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = at; i < at + length; i += LANES) {
            sum = sum.add(FloatVector.fromArray(FLOATS, values, i));
        }
        return total(sum);
    }

    /** The sum of the squares of values whose number is a multiple of the lanes. */
    static float sumOfSquares(float[] values) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = 0; i < values.length; i += LANES) {
            FloatVector x = FloatVector.fromArray(FLOATS, values, i);
            sum = x.fma(x, sum);
        }
        return total(sum);
    }

    private static float total(FloatVector sum) {
        float total = 0;
        for (float part : sum.toArray()) {
            total += part;
        }
        return total;
    }
}
