package io.conteur.gpt.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Two bf16 numbers in one int, each the upper half of a float. Unpacking the lower one takes a
 * shift, the upper one nothing: the int is read as a float as it stands. The lower number's bits
 * are then the end of the upper one's mantissa, which rounding to bf16 compensates for.
 *
 * <p>Magnitudes below 2<sup>-60</sup> are flushed to zero, so that neither the numbers nor their
 * products are subnormal: processors take a hundred times as long for those.
 */
final class Bf16Pair {
    private static final int HALF = 1 << 15;
    private static final int SIGN = 1 << 31;
    private static final int MIN = Float.floatToRawIntBits(0x1p-60f);

    private Bf16Pair() {}

    static int of(float low, float high) {
        int bits = Float.floatToRawIntBits(low);
        int even = HALF - 1 + ((bits >>> 16) & 1);
        return withHigh((bits & ~SIGN) < MIN ? 0 : (bits + even) >>> 16, high);
    }

    /**
     * The pair with another upper number. Zero beside a lower number becomes 2<sup>-60</sup>, as
     * the lower number's bits alone would be subnormal.
     */
    static int withHigh(int pair, float high) {
        int low = pair & 0xffff;
        int bits = Float.floatToRawIntBits(high);
        int magnitude = bits & ~SIGN;
        if (magnitude < MIN) {
            return low == 0 ? 0 : MIN | low;
        }
        return (bits & SIGN) | ((magnitude - low + HALF) & ~0xffff) | low;
    }

    /** The lower numbers of pairs. */
    static FloatVector low(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }
}
