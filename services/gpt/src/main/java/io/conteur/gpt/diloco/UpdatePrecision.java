package io.conteur.gpt.diloco;

/** In how many bits the values of a matrix are sent. */
public enum UpdatePrecision {
    FP32(32),
    INT8(8),
    INT4(4);

    private final int bits;

    UpdatePrecision(int bits) {
        this.bits = bits;
    }

    /** Whether values are sent as integer multiples of the scale of their row. */
    boolean quantized() {
        return this != FP32;
    }

    /** The largest integer of a quantized value; the smallest is its negative. */
    int largest() {
        return (1 << (bits - 1)) - 1;
    }

    /** Bytes of a row of this many values, without its scale. */
    int rowBytes(int values) {
        return (values * bits + Byte.SIZE - 1) / Byte.SIZE;
    }
}
