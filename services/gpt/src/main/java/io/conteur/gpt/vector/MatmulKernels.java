package io.conteur.gpt.vector;

import static io.conteur.gpt.vector.PackedMatrix.TILE;
import static io.conteur.gpt.vector.VectorMath.FLOATS;
import static io.conteur.gpt.vector.VectorMath.INTS;
import static io.conteur.gpt.vector.VectorMath.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * Register-blocked kernels of {@link PackedMatrix}: y += x W<sup>T</sup> for a block of rows by
 * tiles. Every sum is over k in order, in blocks of any size.
 *
 * <p>Accumulators stay in registers, so each block size is unrolled by hand. Counters and pointers
 * of the loop over k stay in registers too if they are few: so tiles are arrays of their own, and
 * rows of y are looked up again after the loop. With more of them HotSpot's C2 spills the counters,
 * in some processes and not in others, and the loop takes nearly twice as long. The index in a tile
 * is counted, not computed from k: otherwise C2 would unroll smaller blocks and run out of
 * registers.
 */
final class MatmulKernels {
    private MatmulKernels() {}

    /** Eight rows by one tile. */
    static void eightByOne(PackedMatrix matrix, float[][] x, int row, float[][] y, int n) {
        int inputs = matrix.inputs;
        float[] x0 = x[row];
        float[] x1 = x[row + 1];
        float[] x2 = x[row + 2];
        float[] x3 = x[row + 3];
        float[] x4 = x[row + 4];
        float[] x5 = x[row + 5];
        float[] x6 = x[row + 6];
        float[] x7 = x[row + 7];
        FloatVector a0 = FloatVector.fromArray(FLOATS, y[row], n);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y[row], n + LANES);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y[row + 1], n);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y[row + 1], n + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y[row + 2], n);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y[row + 2], n + LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y[row + 3], n);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y[row + 3], n + LANES);
        FloatVector a4 = FloatVector.fromArray(FLOATS, y[row + 4], n);
        FloatVector b4 = FloatVector.fromArray(FLOATS, y[row + 4], n + LANES);
        FloatVector a5 = FloatVector.fromArray(FLOATS, y[row + 5], n);
        FloatVector b5 = FloatVector.fromArray(FLOATS, y[row + 5], n + LANES);
        FloatVector a6 = FloatVector.fromArray(FLOATS, y[row + 6], n);
        FloatVector b6 = FloatVector.fromArray(FLOATS, y[row + 6], n + LANES);
        FloatVector a7 = FloatVector.fromArray(FLOATS, y[row + 7], n);
        FloatVector b7 = FloatVector.fromArray(FLOATS, y[row + 7], n + LANES);
        int[] tile = matrix.tiles[n / TILE];
        for (int k = 0, at = 0; k < inputs; k++, at += LANES) {
            IntVector pairs = IntVector.fromArray(INTS, tile, at);
            FloatVector low = Bf16Pair.low(pairs);
            FloatVector high = pairs.reinterpretAsFloats();
            FloatVector value = FloatVector.broadcast(FLOATS, x0[k]);
            a0 = value.fma(low, a0);
            b0 = value.fma(high, b0);
            value = FloatVector.broadcast(FLOATS, x1[k]);
            a1 = value.fma(low, a1);
            b1 = value.fma(high, b1);
            value = FloatVector.broadcast(FLOATS, x2[k]);
            a2 = value.fma(low, a2);
            b2 = value.fma(high, b2);
            value = FloatVector.broadcast(FLOATS, x3[k]);
            a3 = value.fma(low, a3);
            b3 = value.fma(high, b3);
            value = FloatVector.broadcast(FLOATS, x4[k]);
            a4 = value.fma(low, a4);
            b4 = value.fma(high, b4);
            value = FloatVector.broadcast(FLOATS, x5[k]);
            a5 = value.fma(low, a5);
            b5 = value.fma(high, b5);
            value = FloatVector.broadcast(FLOATS, x6[k]);
            a6 = value.fma(low, a6);
            b6 = value.fma(high, b6);
            value = FloatVector.broadcast(FLOATS, x7[k]);
            a7 = value.fma(low, a7);
            b7 = value.fma(high, b7);
        }
        a0.intoArray(y[row], n);
        b0.intoArray(y[row], n + LANES);
        a1.intoArray(y[row + 1], n);
        b1.intoArray(y[row + 1], n + LANES);
        a2.intoArray(y[row + 2], n);
        b2.intoArray(y[row + 2], n + LANES);
        a3.intoArray(y[row + 3], n);
        b3.intoArray(y[row + 3], n + LANES);
        a4.intoArray(y[row + 4], n);
        b4.intoArray(y[row + 4], n + LANES);
        a5.intoArray(y[row + 5], n);
        b5.intoArray(y[row + 5], n + LANES);
        a6.intoArray(y[row + 6], n);
        b6.intoArray(y[row + 6], n + LANES);
        a7.intoArray(y[row + 7], n);
        b7.intoArray(y[row + 7], n + LANES);
    }

    /** Four rows by two tiles. */
    static void fourByTwo(PackedMatrix matrix, float[][] x, int row, float[][] y, int n) {
        int inputs = matrix.inputs;
        float[] x0 = x[row];
        float[] x1 = x[row + 1];
        float[] x2 = x[row + 2];
        float[] x3 = x[row + 3];
        FloatVector a0 = FloatVector.fromArray(FLOATS, y[row], n);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y[row], n + LANES);
        FloatVector c0 = FloatVector.fromArray(FLOATS, y[row], n + 2 * LANES);
        FloatVector d0 = FloatVector.fromArray(FLOATS, y[row], n + 3 * LANES);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y[row + 1], n);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y[row + 1], n + LANES);
        FloatVector c1 = FloatVector.fromArray(FLOATS, y[row + 1], n + 2 * LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, y[row + 1], n + 3 * LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y[row + 2], n);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y[row + 2], n + LANES);
        FloatVector c2 = FloatVector.fromArray(FLOATS, y[row + 2], n + 2 * LANES);
        FloatVector d2 = FloatVector.fromArray(FLOATS, y[row + 2], n + 3 * LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y[row + 3], n);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y[row + 3], n + LANES);
        FloatVector c3 = FloatVector.fromArray(FLOATS, y[row + 3], n + 2 * LANES);
        FloatVector d3 = FloatVector.fromArray(FLOATS, y[row + 3], n + 3 * LANES);
        int[] first = matrix.tiles[n / TILE];
        int[] second = matrix.tiles[n / TILE + 1];
        for (int k = 0, at = 0; k < inputs; k++, at += LANES) {
            FloatVector value0 = FloatVector.broadcast(FLOATS, x0[k]);
            FloatVector value1 = FloatVector.broadcast(FLOATS, x1[k]);
            FloatVector value2 = FloatVector.broadcast(FLOATS, x2[k]);
            FloatVector value3 = FloatVector.broadcast(FLOATS, x3[k]);
            IntVector pairs = IntVector.fromArray(INTS, first, at);
            FloatVector low = Bf16Pair.low(pairs);
            FloatVector high = pairs.reinterpretAsFloats();
            a0 = value0.fma(low, a0);
            b0 = value0.fma(high, b0);
            a1 = value1.fma(low, a1);
            b1 = value1.fma(high, b1);
            a2 = value2.fma(low, a2);
            b2 = value2.fma(high, b2);
            a3 = value3.fma(low, a3);
            b3 = value3.fma(high, b3);
            pairs = IntVector.fromArray(INTS, second, at);
            low = Bf16Pair.low(pairs);
            high = pairs.reinterpretAsFloats();
            c0 = value0.fma(low, c0);
            d0 = value0.fma(high, d0);
            c1 = value1.fma(low, c1);
            d1 = value1.fma(high, d1);
            c2 = value2.fma(low, c2);
            d2 = value2.fma(high, d2);
            c3 = value3.fma(low, c3);
            d3 = value3.fma(high, d3);
        }
        a0.intoArray(y[row], n);
        b0.intoArray(y[row], n + LANES);
        c0.intoArray(y[row], n + 2 * LANES);
        d0.intoArray(y[row], n + 3 * LANES);
        a1.intoArray(y[row + 1], n);
        b1.intoArray(y[row + 1], n + LANES);
        c1.intoArray(y[row + 1], n + 2 * LANES);
        d1.intoArray(y[row + 1], n + 3 * LANES);
        a2.intoArray(y[row + 2], n);
        b2.intoArray(y[row + 2], n + LANES);
        c2.intoArray(y[row + 2], n + 2 * LANES);
        d2.intoArray(y[row + 2], n + 3 * LANES);
        a3.intoArray(y[row + 3], n);
        b3.intoArray(y[row + 3], n + LANES);
        c3.intoArray(y[row + 3], n + 2 * LANES);
        d3.intoArray(y[row + 3], n + 3 * LANES);
    }

    /** Four rows by one tile. */
    static void fourByOne(PackedMatrix matrix, float[][] x, int row, float[][] y, int n) {
        int inputs = matrix.inputs;
        float[] x0 = x[row];
        float[] x1 = x[row + 1];
        float[] x2 = x[row + 2];
        float[] x3 = x[row + 3];
        FloatVector a0 = FloatVector.fromArray(FLOATS, y[row], n);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y[row], n + LANES);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y[row + 1], n);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y[row + 1], n + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y[row + 2], n);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y[row + 2], n + LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y[row + 3], n);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y[row + 3], n + LANES);
        int[] tile = matrix.tiles[n / TILE];
        for (int k = 0, at = 0; k < inputs; k++, at += LANES) {
            IntVector pairs = IntVector.fromArray(INTS, tile, at);
            FloatVector low = Bf16Pair.low(pairs);
            FloatVector high = pairs.reinterpretAsFloats();
            FloatVector value = FloatVector.broadcast(FLOATS, x0[k]);
            a0 = value.fma(low, a0);
            b0 = value.fma(high, b0);
            value = FloatVector.broadcast(FLOATS, x1[k]);
            a1 = value.fma(low, a1);
            b1 = value.fma(high, b1);
            value = FloatVector.broadcast(FLOATS, x2[k]);
            a2 = value.fma(low, a2);
            b2 = value.fma(high, b2);
            value = FloatVector.broadcast(FLOATS, x3[k]);
            a3 = value.fma(low, a3);
            b3 = value.fma(high, b3);
        }
        a0.intoArray(y[row], n);
        b0.intoArray(y[row], n + LANES);
        a1.intoArray(y[row + 1], n);
        b1.intoArray(y[row + 1], n + LANES);
        a2.intoArray(y[row + 2], n);
        b2.intoArray(y[row + 2], n + LANES);
        a3.intoArray(y[row + 3], n);
        b3.intoArray(y[row + 3], n + LANES);
    }

    /** Three rows by one tile. */
    static void threeByOne(PackedMatrix matrix, float[][] x, int row, float[][] y, int n) {
        int inputs = matrix.inputs;
        float[] x0 = x[row];
        float[] x1 = x[row + 1];
        float[] x2 = x[row + 2];
        FloatVector a0 = FloatVector.fromArray(FLOATS, y[row], n);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y[row], n + LANES);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y[row + 1], n);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y[row + 1], n + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y[row + 2], n);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y[row + 2], n + LANES);
        int[] tile = matrix.tiles[n / TILE];
        for (int k = 0, at = 0; k < inputs; k++, at += LANES) {
            IntVector pairs = IntVector.fromArray(INTS, tile, at);
            FloatVector low = Bf16Pair.low(pairs);
            FloatVector high = pairs.reinterpretAsFloats();
            FloatVector value = FloatVector.broadcast(FLOATS, x0[k]);
            a0 = value.fma(low, a0);
            b0 = value.fma(high, b0);
            value = FloatVector.broadcast(FLOATS, x1[k]);
            a1 = value.fma(low, a1);
            b1 = value.fma(high, b1);
            value = FloatVector.broadcast(FLOATS, x2[k]);
            a2 = value.fma(low, a2);
            b2 = value.fma(high, b2);
        }
        a0.intoArray(y[row], n);
        b0.intoArray(y[row], n + LANES);
        a1.intoArray(y[row + 1], n);
        b1.intoArray(y[row + 1], n + LANES);
        a2.intoArray(y[row + 2], n);
        b2.intoArray(y[row + 2], n + LANES);
    }

    /** Two rows by two tiles. */
    static void twoByTwo(PackedMatrix matrix, float[][] x, int row, float[][] y, int n) {
        int inputs = matrix.inputs;
        float[] x0 = x[row];
        float[] x1 = x[row + 1];
        FloatVector a0 = FloatVector.fromArray(FLOATS, y[row], n);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y[row], n + LANES);
        FloatVector c0 = FloatVector.fromArray(FLOATS, y[row], n + 2 * LANES);
        FloatVector d0 = FloatVector.fromArray(FLOATS, y[row], n + 3 * LANES);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y[row + 1], n);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y[row + 1], n + LANES);
        FloatVector c1 = FloatVector.fromArray(FLOATS, y[row + 1], n + 2 * LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, y[row + 1], n + 3 * LANES);
        int[] first = matrix.tiles[n / TILE];
        int[] second = matrix.tiles[n / TILE + 1];
        for (int k = 0, at = 0; k < inputs; k++, at += LANES) {
            FloatVector value0 = FloatVector.broadcast(FLOATS, x0[k]);
            FloatVector value1 = FloatVector.broadcast(FLOATS, x1[k]);
            IntVector pairs = IntVector.fromArray(INTS, first, at);
            FloatVector low = Bf16Pair.low(pairs);
            FloatVector high = pairs.reinterpretAsFloats();
            a0 = value0.fma(low, a0);
            b0 = value0.fma(high, b0);
            a1 = value1.fma(low, a1);
            b1 = value1.fma(high, b1);
            pairs = IntVector.fromArray(INTS, second, at);
            low = Bf16Pair.low(pairs);
            high = pairs.reinterpretAsFloats();
            c0 = value0.fma(low, c0);
            d0 = value0.fma(high, d0);
            c1 = value1.fma(low, c1);
            d1 = value1.fma(high, d1);
        }
        a0.intoArray(y[row], n);
        b0.intoArray(y[row], n + LANES);
        c0.intoArray(y[row], n + 2 * LANES);
        d0.intoArray(y[row], n + 3 * LANES);
        a1.intoArray(y[row + 1], n);
        b1.intoArray(y[row + 1], n + LANES);
        c1.intoArray(y[row + 1], n + 2 * LANES);
        d1.intoArray(y[row + 1], n + 3 * LANES);
    }

    /** One row by four tiles. */
    static void oneByFour(PackedMatrix matrix, float[][] x, int row, float[][] y, int n) {
        int inputs = matrix.inputs;
        float[] x0 = x[row];
        FloatVector a0 = FloatVector.fromArray(FLOATS, y[row], n);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y[row], n + LANES);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y[row], n + 2 * LANES);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y[row], n + 3 * LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y[row], n + 4 * LANES);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y[row], n + 5 * LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y[row], n + 6 * LANES);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y[row], n + 7 * LANES);
        int[] first = matrix.tiles[n / TILE];
        int[] second = matrix.tiles[n / TILE + 1];
        int[] third = matrix.tiles[n / TILE + 2];
        int[] fourth = matrix.tiles[n / TILE + 3];
        for (int k = 0, at = 0; k < inputs; k++, at += LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x0[k]);
            IntVector pairs = IntVector.fromArray(INTS, first, at);
            a0 = value.fma(Bf16Pair.low(pairs), a0);
            b0 = value.fma(pairs.reinterpretAsFloats(), b0);
            pairs = IntVector.fromArray(INTS, second, at);
            a1 = value.fma(Bf16Pair.low(pairs), a1);
            b1 = value.fma(pairs.reinterpretAsFloats(), b1);
            pairs = IntVector.fromArray(INTS, third, at);
            a2 = value.fma(Bf16Pair.low(pairs), a2);
            b2 = value.fma(pairs.reinterpretAsFloats(), b2);
            pairs = IntVector.fromArray(INTS, fourth, at);
            a3 = value.fma(Bf16Pair.low(pairs), a3);
            b3 = value.fma(pairs.reinterpretAsFloats(), b3);
        }
        a0.intoArray(y[row], n);
        b0.intoArray(y[row], n + LANES);
        a1.intoArray(y[row], n + 2 * LANES);
        b1.intoArray(y[row], n + 3 * LANES);
        a2.intoArray(y[row], n + 4 * LANES);
        b2.intoArray(y[row], n + 5 * LANES);
        a3.intoArray(y[row], n + 6 * LANES);
        b3.intoArray(y[row], n + 7 * LANES);
    }

    /** One row by one tile. */
    static void oneByOne(PackedMatrix matrix, float[][] x, int row, float[][] y, int n) {
        int inputs = matrix.inputs;
        float[] x0 = x[row];
        FloatVector a = FloatVector.fromArray(FLOATS, y[row], n);
        FloatVector b = FloatVector.fromArray(FLOATS, y[row], n + LANES);
        int[] tile = matrix.tiles[n / TILE];
        for (int k = 0, at = 0; k < inputs; k++, at += LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x0[k]);
            IntVector pairs = IntVector.fromArray(INTS, tile, at);
            a = value.fma(Bf16Pair.low(pairs), a);
            b = value.fma(pairs.reinterpretAsFloats(), b);
        }
        a.intoArray(y[row], n);
        b.intoArray(y[row], n + LANES);
    }
}
