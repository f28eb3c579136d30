package io.conteur.gpt.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Two bf16 numbers in one int, each the upper half of a float. A reader shifts the lower one up,
 * and takes the int as it is for the upper one: what then lies below the upper one's half is made
 * up for when it is rounded.
 *
 * <p>Nothing is below 2<sup>-60</sup> but zero: processors take a hundred times as long for numbers
 * that are too small for a float's exponent, and for products that are.
 */
final class Bf16Pair {
    private static final int HALF = 1 << 15;
    private static final int SIGN = 1 << 31;
    private static final int LEAST = Float.floatToRawIntBits(0x1p-60f);

    private Bf16Pair() {}

    static int of(float low, float high) {
        int bits = Float.floatToRawIntBits(low);
        int even = HALF - 1 + ((bits >>> 16) & 1);
        return withHigh((bits & ~SIGN) < LEAST ? 0 : (bits + even) >>> 16, high);
    }

    /** The pair with another upper number; beside a lower one, zero becomes the least number. */
    static int withHigh(int pair, float high) {
        int low = pair & 0xffff;
        int bits = Float.floatToRawIntBits(high);
        int size = bits & ~SIGN;
        if (size < LEAST) {
            return low == 0 ? 0 : LEAST | low;
        }
        return (bits & SIGN) | ((size - low + HALF) & ~0xffff) | low;
    }

    /** The lower numbers of pairs. */
    static FloatVector low(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }
}
