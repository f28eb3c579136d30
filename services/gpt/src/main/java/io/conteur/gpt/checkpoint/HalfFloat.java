package io.conteur.gpt.checkpoint;

/** IEEE 754 binary16, which Java has only from version 20 on. */
public final class HalfFloat {
    private static final int INFINITY = 0x7C00;
    private static final int SIGN = 0x8000;

    /** 2^112 moves the exponents of binary16 to those of binary32, subnormal numbers included. */
    private static final float EXPONENT_SHIFT = 0x1p112f;

    private HalfFloat() {}

    public static float toFloat(short half) {
        int magnitude = half & (SIGN - 1);
        float value =
                magnitude >= INFINITY
                        ? Float.intBitsToFloat(0x7F80_0000 | ((magnitude & 0x3FF) << 13))
                        : Float.intBitsToFloat(magnitude << 13) * EXPONENT_SHIFT;
        return Math.copySign(value, Float.intBitsToFloat(half << 16));
    }

    /** The nearest one, ties to even; infinite beyond 65,519. */
    public static short of(float value) {
        int sign = (Float.floatToRawIntBits(value) >>> 16) & SIGN;
        float magnitude = Math.abs(value);
        if (Float.isNaN(value)) {
            return (short) (sign | INFINITY | 1);
        }
        if (magnitude >= 65_520f) {
            return (short) (sign | INFINITY);
        }
        if (magnitude < 0x1p-14f) {
            return (short) (sign | (int) Math.rint(magnitude * 0x1p24));
        }
        int bits = Float.floatToRawIntBits(magnitude);
        int rounded = bits + 0xFFF + ((bits >>> 13) & 1);
        return (short) (sign | ((rounded >>> 13) - (112 << 10)));
    }
}
