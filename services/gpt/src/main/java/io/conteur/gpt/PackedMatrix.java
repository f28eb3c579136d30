package io.conteur.gpt;

import static io.conteur.gpt.VectorMath.FLOATS;
import static io.conteur.gpt.VectorMath.INTS;
import static io.conteur.gpt.VectorMath.LANES;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * A matrix (N, K) of bf16 numbers that multiplies rows of fp32 numbers. Each product is the sum
 * over k in order, so a row's do not depend on the rows beside it.
 *
 * <p>It lies in tiles of {@link #TILE} outputs: for each k a vector of pairs, whose lower numbers
 * belong to the tile's first half.
 */
final class PackedMatrix {
    static final int TILE = 2 * LANES;

    /** Tiles that are computed at once, so that the processor need not wait for any of them. */
    private static final int GROUP = 4;

    private static final int ROWS = 4;

    private final int outputs;
    private final int inputs;
    private final int[] tiles;

    /** The number that an output takes of an input. */
    interface Numbers {
        float at(int output, int input);
    }

    /** Rows of numbers in an array, each {@code stride} after the one before. */
    record Rows(float[] numbers, int stride) {
        static Rows of(int count, int stride) {
            return new Rows(new float[count * stride], stride);
        }
    }

    PackedMatrix(int outputs, int inputs, Numbers numbers) {
        this.outputs = VectorMath.padded(outputs, TILE);
        this.inputs = inputs;
        this.tiles = new int[this.outputs / 2 * inputs];
        Numbers all = (n, k) -> n < outputs ? numbers.at(n, k) : 0;
        for (int tile = 0; tile < this.outputs; tile += TILE) {
            for (int k = 0; k < inputs; k++) {
                for (int lane = 0; lane < LANES; lane++) {
                    tiles[tile / 2 * inputs + k * LANES + lane] =
                            BrainPair.of(all.at(tile + lane, k), all.at(tile + LANES + lane, k));
                }
            }
        }
    }

    /** N, filled up to whole tiles; those filled up are zero. */
    int outputs() {
        return outputs;
    }

    /** Outputs are shared in so many units; for single rows in whole groups. */
    int units(int rows) {
        int unit = unit(rows);
        return (outputs + unit - 1) / unit;
    }

    /** The outputs of some units. */
    Share outputs(Share units, int rows) {
        int unit = unit(rows);
        return new Share(
                Math.min(outputs, units.from() * unit), Math.min(outputs, units.to() * unit));
    }

    private static int unit(int rows) {
        return rows < ROWS ? GROUP * TILE : TILE;
    }

    /** Adds the products of some outputs to what {@code y} holds. */
    void add(Rows x, int rows, Rows y, Share part) {
        int fours = rows / ROWS * ROWS;
        for (int n = part.from(); n < part.to(); n += TILE) {
            for (int row = 0; row < fours; row += ROWS) {
                addRows(x, row, y, n);
            }
        }
        for (int row = fours; row < rows; row++) {
            int n = part.from();
            for (; n + GROUP * TILE <= part.to(); n += GROUP * TILE) {
                addGroup(x, row, y, n);
            }
            for (; n < part.to(); n += TILE) {
                addTile(x, row, y, n);
            }
        }
    }

    /** As {@link #add}, to zero. */
    void multiply(Rows x, int rows, Rows y, Share part) {
        for (int row = 0; row < rows; row++) {
            int at = row * y.stride;
            Arrays.fill(y.numbers, at + part.from(), at + part.to(), 0);
        }
        add(x, rows, y, part);
    }

    /** Four rows by one tile. */
    private void addRows(Rows rows, int row, Rows sums, int n) {
        int[] tiles = this.tiles;
        int inputs = this.inputs;
        float[] x = rows.numbers;
        float[] y = sums.numbers;
        int x0 = row * rows.stride;
        int x1 = x0 + rows.stride;
        int x2 = x1 + rows.stride;
        int x3 = x2 + rows.stride;
        int y0 = row * sums.stride + n;
        int y1 = y0 + sums.stride;
        int y2 = y1 + sums.stride;
        int y3 = y2 + sums.stride;
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
            FloatVector low = low(pairs);
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

    /** One row by four tiles. */
    private void addGroup(Rows rows, int row, Rows sums, int n) {
        int[] tiles = this.tiles;
        int inputs = this.inputs;
        float[] x = rows.numbers;
        float[] y = sums.numbers;
        int x0 = row * rows.stride;
        int y0 = row * sums.stride + n;
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
            a0 = value.fma(low(pairs), a0);
            b0 = value.fma(pairs.reinterpretAsFloats(), b0);
            pairs = IntVector.fromArray(INTS, tiles, at + tile);
            a1 = value.fma(low(pairs), a1);
            b1 = value.fma(pairs.reinterpretAsFloats(), b1);
            pairs = IntVector.fromArray(INTS, tiles, at + 2 * tile);
            a2 = value.fma(low(pairs), a2);
            b2 = value.fma(pairs.reinterpretAsFloats(), b2);
            pairs = IntVector.fromArray(INTS, tiles, at + 3 * tile);
            a3 = value.fma(low(pairs), a3);
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
    private void addTile(Rows rows, int row, Rows sums, int n) {
        int[] tiles = this.tiles;
        int inputs = this.inputs;
        float[] x = rows.numbers;
        int x0 = row * rows.stride;
        int y0 = row * sums.stride + n;
        FloatVector a = FloatVector.fromArray(FLOATS, sums.numbers, y0);
        FloatVector b = FloatVector.fromArray(FLOATS, sums.numbers, y0 + LANES);
        for (int k = 0, at = n / 2 * inputs; k < inputs; k++, at += LANES) {
            FloatVector value = FloatVector.broadcast(FLOATS, x[x0 + k]);
            IntVector pairs = IntVector.fromArray(INTS, tiles, at);
            a = value.fma(low(pairs), a);
            b = value.fma(pairs.reinterpretAsFloats(), b);
        }
        a.intoArray(sums.numbers, y0);
        b.intoArray(sums.numbers, y0 + LANES);
    }

    /** The lower numbers of pairs. */
    static FloatVector low(IntVector pairs) {
        return pairs.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }
}
