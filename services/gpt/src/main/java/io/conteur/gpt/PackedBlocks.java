package io.conteur.gpt;

import static io.conteur.gpt.VectorMath.FLOATS;
import static io.conteur.gpt.VectorMath.INTS;
import static io.conteur.gpt.VectorMath.LANES;

import io.conteur.gpt.PackedMatrix.Rows;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The products of a {@link PackedMatrix} by blocks of rows and tiles, added to what is there. Sums
 * stay in registers, so each block is written out. Every sum is over k in order, in blocks of any
 * size.
 */
final class PackedBlocks {
    private PackedBlocks() {}

    /** Eight rows by one tile. */
    static void eightByOne(PackedMatrix matrix, Rows rows, int row, Rows sums, int n) {
        int[] tiles = matrix.tiles;
        int inputs = matrix.inputs;
        float[] x = rows.numbers();
        float[] y = sums.numbers();
        int x0 = row * rows.stride();
        int x1 = x0 + rows.stride();
        int x2 = x1 + rows.stride();
        int x3 = x2 + rows.stride();
        int x4 = x3 + rows.stride();
        int x5 = x4 + rows.stride();
        int x6 = x5 + rows.stride();
        int x7 = x6 + rows.stride();
        int y0 = row * sums.stride() + n;
        int y1 = y0 + sums.stride();
        int y2 = y1 + sums.stride();
        int y3 = y2 + sums.stride();
        int y4 = y3 + sums.stride();
        int y5 = y4 + sums.stride();
        int y6 = y5 + sums.stride();
        int y7 = y6 + sums.stride();
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + LANES);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y1);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y1 + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y2);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y2 + LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y3);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y3 + LANES);
        FloatVector a4 = FloatVector.fromArray(FLOATS, y, y4);
        FloatVector b4 = FloatVector.fromArray(FLOATS, y, y4 + LANES);
        FloatVector a5 = FloatVector.fromArray(FLOATS, y, y5);
        FloatVector b5 = FloatVector.fromArray(FLOATS, y, y5 + LANES);
        FloatVector a6 = FloatVector.fromArray(FLOATS, y, y6);
        FloatVector b6 = FloatVector.fromArray(FLOATS, y, y6 + LANES);
        FloatVector a7 = FloatVector.fromArray(FLOATS, y, y7);
        FloatVector b7 = FloatVector.fromArray(FLOATS, y, y7 + LANES);
        for (int k = 0, at = n / 2 * inputs; k < inputs; k++, at += LANES) {
            IntVector pairs = IntVector.fromArray(INTS, tiles, at);
            FloatVector low = BrainPair.low(pairs);
            FloatVector high = pairs.reinterpretAsFloats();
            FloatVector value = FloatVector.broadcast(FLOATS, x[x0 + k]);
            a0 = value.fma(low, a0);
            b0 = value.fma(high, b0);
            value = FloatVector.broadcast(FLOATS, x[x1 + k]);
            a1 = value.fma(low, a1);
            b1 = value.fma(high, b1);
            value = FloatVector.broadcast(FLOATS, x[x2 + k]);
            a2 = value.fma(low, a2);
            b2 = value.fma(high, b2);
            value = FloatVector.broadcast(FLOATS, x[x3 + k]);
            a3 = value.fma(low, a3);
            b3 = value.fma(high, b3);
            value = FloatVector.broadcast(FLOATS, x[x4 + k]);
            a4 = value.fma(low, a4);
            b4 = value.fma(high, b4);
            value = FloatVector.broadcast(FLOATS, x[x5 + k]);
            a5 = value.fma(low, a5);
            b5 = value.fma(high, b5);
            value = FloatVector.broadcast(FLOATS, x[x6 + k]);
            a6 = value.fma(low, a6);
            b6 = value.fma(high, b6);
            value = FloatVector.broadcast(FLOATS, x[x7 + k]);
            a7 = value.fma(low, a7);
            b7 = value.fma(high, b7);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + LANES);
        a1.intoArray(y, y1);
        b1.intoArray(y, y1 + LANES);
        a2.intoArray(y, y2);
        b2.intoArray(y, y2 + LANES);
        a3.intoArray(y, y3);
        b3.intoArray(y, y3 + LANES);
        a4.intoArray(y, y4);
        b4.intoArray(y, y4 + LANES);
        a5.intoArray(y, y5);
        b5.intoArray(y, y5 + LANES);
        a6.intoArray(y, y6);
        b6.intoArray(y, y6 + LANES);
        a7.intoArray(y, y7);
        b7.intoArray(y, y7 + LANES);
    }

    /** Four rows by two tiles. */
    static void fourByTwo(PackedMatrix matrix, Rows rows, int row, Rows sums, int n) {
        int[] tiles = matrix.tiles;
        int inputs = matrix.inputs;
        float[] x = rows.numbers();
        float[] y = sums.numbers();
        int x0 = row * rows.stride();
        int x1 = x0 + rows.stride();
        int x2 = x1 + rows.stride();
        int x3 = x2 + rows.stride();
        int y0 = row * sums.stride() + n;
        int y1 = y0 + sums.stride();
        int y2 = y1 + sums.stride();
        int y3 = y2 + sums.stride();
        int tile = inputs * LANES;
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + LANES);
        FloatVector c0 = FloatVector.fromArray(FLOATS, y, y0 + 2 * LANES);
        FloatVector d0 = FloatVector.fromArray(FLOATS, y, y0 + 3 * LANES);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y1);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y1 + LANES);
        FloatVector c1 = FloatVector.fromArray(FLOATS, y, y1 + 2 * LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, y, y1 + 3 * LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y2);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y2 + LANES);
        FloatVector c2 = FloatVector.fromArray(FLOATS, y, y2 + 2 * LANES);
        FloatVector d2 = FloatVector.fromArray(FLOATS, y, y2 + 3 * LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y3);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y3 + LANES);
        FloatVector c3 = FloatVector.fromArray(FLOATS, y, y3 + 2 * LANES);
        FloatVector d3 = FloatVector.fromArray(FLOATS, y, y3 + 3 * LANES);
        for (int k = 0, at = n / 2 * inputs; k < inputs; k++, at += LANES) {
            FloatVector value0 = FloatVector.broadcast(FLOATS, x[x0 + k]);
            FloatVector value1 = FloatVector.broadcast(FLOATS, x[x1 + k]);
            FloatVector value2 = FloatVector.broadcast(FLOATS, x[x2 + k]);
            FloatVector value3 = FloatVector.broadcast(FLOATS, x[x3 + k]);
            IntVector pairs = IntVector.fromArray(INTS, tiles, at);
            FloatVector low = BrainPair.low(pairs);
            FloatVector high = pairs.reinterpretAsFloats();
            a0 = value0.fma(low, a0);
            b0 = value0.fma(high, b0);
            a1 = value1.fma(low, a1);
            b1 = value1.fma(high, b1);
            a2 = value2.fma(low, a2);
            b2 = value2.fma(high, b2);
            a3 = value3.fma(low, a3);
            b3 = value3.fma(high, b3);
            pairs = IntVector.fromArray(INTS, tiles, at + tile);
            low = BrainPair.low(pairs);
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
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + LANES);
        c0.intoArray(y, y0 + 2 * LANES);
        d0.intoArray(y, y0 + 3 * LANES);
        a1.intoArray(y, y1);
        b1.intoArray(y, y1 + LANES);
        c1.intoArray(y, y1 + 2 * LANES);
        d1.intoArray(y, y1 + 3 * LANES);
        a2.intoArray(y, y2);
        b2.intoArray(y, y2 + LANES);
        c2.intoArray(y, y2 + 2 * LANES);
        d2.intoArray(y, y2 + 3 * LANES);
        a3.intoArray(y, y3);
        b3.intoArray(y, y3 + LANES);
        c3.intoArray(y, y3 + 2 * LANES);
        d3.intoArray(y, y3 + 3 * LANES);
    }

    /** Four rows by one tile. */
    static void fourByOne(PackedMatrix matrix, Rows rows, int row, Rows sums, int n) {
        int[] tiles = matrix.tiles;
        int inputs = matrix.inputs;
        float[] x = rows.numbers();
        float[] y = sums.numbers();
        int x0 = row * rows.stride();
        int x1 = x0 + rows.stride();
        int x2 = x1 + rows.stride();
        int x3 = x2 + rows.stride();
        int y0 = row * sums.stride() + n;
        int y1 = y0 + sums.stride();
        int y2 = y1 + sums.stride();
        int y3 = y2 + sums.stride();
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + LANES);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y1);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y1 + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y2);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y2 + LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y3);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y3 + LANES);
        for (int k = 0, at = n / 2 * inputs; k < inputs; k++, at += LANES) {
            IntVector pairs = IntVector.fromArray(INTS, tiles, at);
            FloatVector low = BrainPair.low(pairs);
            FloatVector high = pairs.reinterpretAsFloats();
            FloatVector value = FloatVector.broadcast(FLOATS, x[x0 + k]);
            a0 = value.fma(low, a0);
            b0 = value.fma(high, b0);
            value = FloatVector.broadcast(FLOATS, x[x1 + k]);
            a1 = value.fma(low, a1);
            b1 = value.fma(high, b1);
            value = FloatVector.broadcast(FLOATS, x[x2 + k]);
            a2 = value.fma(low, a2);
            b2 = value.fma(high, b2);
            value = FloatVector.broadcast(FLOATS, x[x3 + k]);
            a3 = value.fma(low, a3);
            b3 = value.fma(high, b3);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + LANES);
        a1.intoArray(y, y1);
        b1.intoArray(y, y1 + LANES);
        a2.intoArray(y, y2);
        b2.intoArray(y, y2 + LANES);
        a3.intoArray(y, y3);
        b3.intoArray(y, y3 + LANES);
    }

    /** Three rows by one tile. */
    static void threeByOne(PackedMatrix matrix, Rows rows, int row, Rows sums, int n) {
        int[] tiles = matrix.tiles;
        int inputs = matrix.inputs;
        float[] x = rows.numbers();
        float[] y = sums.numbers();
        int x0 = row * rows.stride();
        int x1 = x0 + rows.stride();
        int x2 = x1 + rows.stride();
        int y0 = row * sums.stride() + n;
        int y1 = y0 + sums.stride();
        int y2 = y1 + sums.stride();
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + LANES);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y1);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y1 + LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y2);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y2 + LANES);
        for (int k = 0, at = n / 2 * inputs; k < inputs; k++, at += LANES) {
            IntVector pairs = IntVector.fromArray(INTS, tiles, at);
            FloatVector low = BrainPair.low(pairs);
            FloatVector high = pairs.reinterpretAsFloats();
            FloatVector value = FloatVector.broadcast(FLOATS, x[x0 + k]);
            a0 = value.fma(low, a0);
            b0 = value.fma(high, b0);
            value = FloatVector.broadcast(FLOATS, x[x1 + k]);
            a1 = value.fma(low, a1);
            b1 = value.fma(high, b1);
            value = FloatVector.broadcast(FLOATS, x[x2 + k]);
            a2 = value.fma(low, a2);
            b2 = value.fma(high, b2);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + LANES);
        a1.intoArray(y, y1);
        b1.intoArray(y, y1 + LANES);
        a2.intoArray(y, y2);
        b2.intoArray(y, y2 + LANES);
    }

    /** Two rows by two tiles. */
    static void twoByTwo(PackedMatrix matrix, Rows rows, int row, Rows sums, int n) {
        int[] tiles = matrix.tiles;
        int inputs = matrix.inputs;
        float[] x = rows.numbers();
        float[] y = sums.numbers();
        int x0 = row * rows.stride();
        int x1 = x0 + rows.stride();
        int y0 = row * sums.stride() + n;
        int y1 = y0 + sums.stride();
        int tile = inputs * LANES;
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + LANES);
        FloatVector c0 = FloatVector.fromArray(FLOATS, y, y0 + 2 * LANES);
        FloatVector d0 = FloatVector.fromArray(FLOATS, y, y0 + 3 * LANES);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y1);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y1 + LANES);
        FloatVector c1 = FloatVector.fromArray(FLOATS, y, y1 + 2 * LANES);
        FloatVector d1 = FloatVector.fromArray(FLOATS, y, y1 + 3 * LANES);
        for (int k = 0, at = n / 2 * inputs; k < inputs; k++, at += LANES) {
            FloatVector value0 = FloatVector.broadcast(FLOATS, x[x0 + k]);
            FloatVector value1 = FloatVector.broadcast(FLOATS, x[x1 + k]);
            IntVector pairs = IntVector.fromArray(INTS, tiles, at);
            FloatVector low = BrainPair.low(pairs);
            FloatVector high = pairs.reinterpretAsFloats();
            a0 = value0.fma(low, a0);
            b0 = value0.fma(high, b0);
            a1 = value1.fma(low, a1);
            b1 = value1.fma(high, b1);
            pairs = IntVector.fromArray(INTS, tiles, at + tile);
            low = BrainPair.low(pairs);
            high = pairs.reinterpretAsFloats();
            c0 = value0.fma(low, c0);
            d0 = value0.fma(high, d0);
            c1 = value1.fma(low, c1);
            d1 = value1.fma(high, d1);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + LANES);
        c0.intoArray(y, y0 + 2 * LANES);
        d0.intoArray(y, y0 + 3 * LANES);
        a1.intoArray(y, y1);
        b1.intoArray(y, y1 + LANES);
        c1.intoArray(y, y1 + 2 * LANES);
        d1.intoArray(y, y1 + 3 * LANES);
    }

    /** One row by four tiles. */
    static void oneByFour(PackedMatrix matrix, Rows rows, int row, Rows sums, int n) {
        int[] tiles = matrix.tiles;
        int inputs = matrix.inputs;
        float[] x = rows.numbers();
        float[] y = sums.numbers();
        int x0 = row * rows.stride();
        int y0 = row * sums.stride() + n;
        int tile = inputs * LANES;
        FloatVector a0 = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, y, y0 + LANES);
        FloatVector a1 = FloatVector.fromArray(FLOATS, y, y0 + 2 * LANES);
        FloatVector b1 = FloatVector.fromArray(FLOATS, y, y0 + 3 * LANES);
        FloatVector a2 = FloatVector.fromArray(FLOATS, y, y0 + 4 * LANES);
        FloatVector b2 = FloatVector.fromArray(FLOATS, y, y0 + 5 * LANES);
        FloatVector a3 = FloatVector.fromArray(FLOATS, y, y0 + 6 * LANES);
        FloatVector b3 = FloatVector.fromArray(FLOATS, y, y0 + 7 * LANES);
        for (int k = 0, at = n / 2 * inputs; k < inputs; k++, at += LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[x0 + k]);
            IntVector pairs = IntVector.fromArray(INTS, tiles, at);
            a0 = value.fma(BrainPair.low(pairs), a0);
            b0 = value.fma(pairs.reinterpretAsFloats(), b0);
            pairs = IntVector.fromArray(INTS, tiles, at + tile);
            a1 = value.fma(BrainPair.low(pairs), a1);
            b1 = value.fma(pairs.reinterpretAsFloats(), b1);
            pairs = IntVector.fromArray(INTS, tiles, at + 2 * tile);
            a2 = value.fma(BrainPair.low(pairs), a2);
            b2 = value.fma(pairs.reinterpretAsFloats(), b2);
            pairs = IntVector.fromArray(INTS, tiles, at + 3 * tile);
            a3 = value.fma(BrainPair.low(pairs), a3);
            b3 = value.fma(pairs.reinterpretAsFloats(), b3);
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + LANES);
        a1.intoArray(y, y0 + 2 * LANES);
        b1.intoArray(y, y0 + 3 * LANES);
        a2.intoArray(y, y0 + 4 * LANES);
        b2.intoArray(y, y0 + 5 * LANES);
        a3.intoArray(y, y0 + 6 * LANES);
        b3.intoArray(y, y0 + 7 * LANES);
    }

    /** One row by one tile. */
    static void oneByOne(PackedMatrix matrix, Rows rows, int row, Rows sums, int n) {
        int[] tiles = matrix.tiles;
        int inputs = matrix.inputs;
        float[] x = rows.numbers();
        int x0 = row * rows.stride();
        int y0 = row * sums.stride() + n;
        FloatVector a = FloatVector.fromArray(FLOATS, sums.numbers(), y0);
        FloatVector b = FloatVector.fromArray(FLOATS, sums.numbers(), y0 + LANES);
        for (int k = 0, at = n / 2 * inputs; k < inputs; k++, at += LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[x0 + k]);
            IntVector pairs = IntVector.fromArray(INTS, tiles, at);
            a = value.fma(BrainPair.low(pairs), a);
            b = value.fma(pairs.reinterpretAsFloats(), b);
        }
        a.intoArray(sums.numbers(), y0);
        b.intoArray(sums.numbers(), y0 + LANES);
    }
}
