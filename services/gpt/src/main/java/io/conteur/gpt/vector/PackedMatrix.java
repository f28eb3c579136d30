package io.conteur.gpt.vector;

import static io.conteur.gpt.vector.VectorMath.LANES;

import java.util.Arrays;
import java.util.List;

/**
 * A bf16 matrix (N, K) that multiplies rows of fp32 numbers: y (R, N) = x (R, K) W<sup>T</sup>.
 * Batch-invariant: every sum is over k in order, whatever the number of rows. Each row is an array
 * of its own, so that a loop over k needs one index for all.
 *
 * <p>Layout: tiles of {@link #TILE} outputs, each an array of its own, hold for each k a vector of
 * {@link Bf16Pair}s, whose lower numbers belong to the tile's first half.
 */
public final class PackedMatrix {
    public static final int TILE = 2 * LANES;

    /**
     * Register blocks, the largest first: each has enough independent accumulators to hide the
     * latency of fma. The larger ones hold 16 vectors, for which only processors with vectors of 16
     * lanes have registers.
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

    private record Block(int rows, int tiles, Kernel kernel) {}

    /** Adds the products of a block, which begins at a row and an output. */
    private interface Kernel {
        void add(PackedMatrix matrix, float[][] x, int row, float[][] y, int n);
    }

    final int inputs; // K
    final int[][] tiles;
    private final int outputs; // N, padded

    /** The weight (n, k). */
    interface Weights {
        float at(int output, int input);
    }

    PackedMatrix(int outputs, int inputs, Weights weights) {
        this.outputs = VectorMath.padded(outputs, TILE);
        this.inputs = inputs;
        this.tiles = new int[this.outputs / TILE][inputs * LANES];
        Weights padded = (n, k) -> n < outputs ? weights.at(n, k) : 0;
        for (int tile = 0; tile < this.outputs; tile += TILE) {
            for (int k = 0; k < inputs; k++) {
                for (int lane = 0; lane < LANES; lane++) {
                    tiles[tile / TILE][k * LANES + lane] =
                            Bf16Pair.of(
                                    padded.at(tile + lane, k), padded.at(tile + LANES + lane, k));
                }
            }
        }
    }

    /** N, padded with zeros to whole tiles. */
    int outputs() {
        return outputs;
    }

    /** The number of units in which threads divide the outputs, as wide as the largest blocks. */
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
                block.kernel.add(this, x, row, y, n);
            }
        }
        for (; n < part.to(); n += TILE) {
            for (int row = rows.from(); row < rows.to(); row++) {
                MatmulKernels.oneByOne(this, x, row, y, n);
            }
        }
    }

    /** Sets some outputs of {@code y} to their products. */
    void multiply(float[][] x, int rows, float[][] y, IndexRange part) {
        for (int row = 0; row < rows; row++) {
            Arrays.fill(y[row], part.from(), part.to(), 0);
        }
        add(x, rows, y, part);
    }
}
