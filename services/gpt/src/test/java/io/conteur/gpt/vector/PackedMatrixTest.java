package io.conteur.gpt.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedMatrixTest {
    private static final int OUTPUTS = 5 * PackedMatrix.TILE + 3;
    private static final int INPUTS = 37;

    /** Needs blocks of every size. */
    private static final int ROWS = 8 + 4 + 2 + 1;

    private final float[] numbers = random(OUTPUTS * INPUTS, 1);
    private final PackedMatrix matrix =
            new PackedMatrix(OUTPUTS, INPUTS, (n, k) -> numbers[n * INPUTS + k]);

    @Test
    void productsAreThoseOfTheNumbers() {
        float[][] x = rows(ROWS);

        float[][] y = multiply(x, ROWS);

        for (int row = 0; row < ROWS; row++) {
            for (int n = 0; n < OUTPUTS; n++) {
                double expected = 0;
                for (int k = 0; k < INPUTS; k++) {
                    expected += x[row][k] * numbers[n * INPUTS + k];
                }
                assertEquals(expected, y[row][n], 0.1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 9, ROWS})
    void aRowsProductsDoNotDependOnTheRowsBesideIt(int rows) {
        float[][] x = rows(rows);
        float[][] together = multiply(x, rows);
        for (int row = 0; row < rows; row++) {
            float[][] alone = {x[row]};

            assertArrayEquals(multiply(alone, 1)[0], together[row]);
        }
    }

    @Test
    void whatFillsUpTheLastTileIsNothing() {
        float[] y = multiply(rows(1), 1)[0];

        for (int n = OUTPUTS; n < matrix.outputs(); n++) {
            assertEquals(0, y[n], 1e-15);
        }
    }

    @Test
    void productsDoNotDependOnWhoComputesThem() {
        float[][] x = rows(ROWS);
        float[][] y = new float[ROWS][matrix.outputs()];
        int units = matrix.units(ROWS);

        for (int unit = 0; unit < units; unit++) {
            matrix.multiply(x, ROWS, y, matrix.outputs(new IndexRange(unit, unit + 1), ROWS));
        }

        assertArrayEquals(multiply(x, ROWS), y);
    }

    private float[][] multiply(float[][] x, int rows) {
        float[][] y = new float[rows][matrix.outputs()];
        for (float[] row : y) {
            Arrays.fill(row, 9);
        }
        matrix.multiply(x, rows, y, new IndexRange(0, matrix.outputs()));
        return y;
    }

    private static float[][] rows(int count) {
        float[][] rows = new float[count][];
        for (int row = 0; row < count; row++) {
            rows[row] = random(INPUTS, 2 + row);
        }
        return rows;
    }

    private static float[] random(int count, int seed) {
        Random random = new Random(seed);
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }
}
