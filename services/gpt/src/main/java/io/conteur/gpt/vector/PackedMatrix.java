package io.conteur.gpt.vector;

import static io.conteur.gpt.vector.VectorMath.LANES;

import java.util.Arrays;
import java.util.List;

/**
 * A matrix (N, K) of bf16 numbers that multiplies rows of fp32 numbers. Each product is the sum
 * over k in order, so a row's do not depend on the rows beside it. Rows are arrays of their own: in
 * a loop over k the place in one is the place in all.
 *
 * <p>It lies in tiles of {@link #TILE} outputs, arrays of their own too: for each k a vector of
 * pairs, whose lower numbers belong to the tile's first half.
 */
public final class PackedMatrix {
    public static final int TILE = 2 * LANES;

    /**
     * For the rows that are left, blocks of sums of which the processor need not wait for any. The
     * larger ones are of 16 vectors, more than processors with narrow ones have registers for.
     */
    private static final List<Block> BLOCKS =
            LANES < 16
                    ? List.of(
                            new Block(4, 1, MatmulKernels::fourByOne),
                            new Block(3, 1, MatmulKernels::threeByOne),
                            new Block(2, 2, MatmulKernels::twoByTwo),
                            new Block(1, 4, MatmulKernels::oneByFour))
                    : List.of(
                            new Block(8, 1, MatmulKernels::eightByOne),
                            new Block(4, 2, MatmulKernels::fourByTwo),
                            new Block(2, 2, MatmulKernels::twoByTwo),
                            new Block(1, 4, MatmulKernels::oneByFour));

    private static final int FEW_ROWS = 4;

    private record Block(int rows, int tiles, Products products) {}

    /** Adds the products of so many rows and tiles, from a row and an output on. */
    private interface Products {
        void add(PackedMatrix matrix, float[][] x, int row, float[][] y, int n);
    }

    final int inputs;
    final int[][] tiles;
    private final int outputs;

    /** The number that an output takes of an input. */
    interface Numbers {
        float at(int output, int input);
    }

    PackedMatrix(int outputs, int inputs, Numbers numbers) {
        this.outputs = VectorMath.padded(outputs, TILE);
        this.inputs = inputs;
        this.tiles = new int[this.outputs / TILE][inputs * LANES];
        Numbers all = (n, k) -> n < outputs ? numbers.at(n, k) : 0;
        for (int tile = 0; tile < this.outputs; tile += TILE) {
            for (int k = 0; k < inputs; k++) {
                for (int lane = 0; lane < LANES; lane++) {
                    tiles[tile / TILE][k * LANES + lane] =
                            Bf16Pair.of(all.at(tile + lane, k), all.at(tile + LANES + lane, k));
                }
            }
        }
    }

    /** N, filled up to whole tiles; those filled up are zero. */
    int outputs() {
        return outputs;
    }

    /** Outputs are shared in so many units, as wide as the blocks of most of the rows. */
    int units(int rows) {
        int unit = unit(rows);
        return (outputs + unit - 1) / unit;
    }

    /** The outputs of some units. */
    IndexRange outputs(IndexRange units, int rows) {
        int unit = unit(rows);
        return new IndexRange(
                Math.min(outputs, units.from() * unit), Math.min(outputs, units.to() * unit));
    }

    private static int unit(int rows) {
        return (rows < FEW_ROWS ? 4 : 2) * TILE;
    }

    /** Adds the products of some outputs to what {@code y} holds. */
    void add(float[][] x, int rows, float[][] y, IndexRange part) {
        int done = 0;
        for (Block block : BLOCKS) {
            int end = rows - (rows - done) % block.rows;
            if (end > done) {
                add(x, new IndexRange(done, end), y, part, block);
                done = end;
            }
        }
    }

    private void add(float[][] x, IndexRange rows, float[][] y, IndexRange part, Block block) {
        int n = part.from();
        for (; n + block.tiles * TILE <= part.to(); n += block.tiles * TILE) {
            for (int row = rows.from(); row < rows.to(); row += block.rows) {
                block.products.add(this, x, row, y, n);
            }
        }
        for (; n < part.to(); n += TILE) {
            for (int row = rows.from(); row < rows.to(); row++) {
                MatmulKernels.oneByOne(this, x, row, y, n);
            }
        }
    }

    /** As {@link #add}, to zero. */
    void multiply(float[][] x, int rows, float[][] y, IndexRange part) {
        for (int row = 0; row < rows; row++) {
            Arrays.fill(y[row], part.from(), part.to(), 0);
        }
        add(x, rows, y, part);
    }
}
