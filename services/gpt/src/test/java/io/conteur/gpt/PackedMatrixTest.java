package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.conteur.gpt.PackedMatrix.Rows;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedMatrixTest {
    private static final int OUTPUTS = 5 * PackedMatrix.TILE + 3;
    private static final int INPUTS = 37;

    /** So many that blocks of every size are needed. */
    private static final int ROWS = 8 + 4 + 2 + 1;

    private final float[] numbers = random(OUTPUTS * INPUTS, 1);
    private final PackedMatrix matrix =
            new PackedMatrix(OUTPUTS, INPUTS, (n, k) -> numbers[n * INPUTS + k]);

    @Test
    void productsAreThoseOfTheNumbers() {
        Rows x = new Rows(random(ROWS * INPUTS, 2), INPUTS);

        Rows y = multiply(x, ROWS);

        for (int row = 0; row < ROWS; row++) {
            for (int n = 0; n < OUTPUTS; n++) {
                double expected = 0;
                for (int k = 0; k < INPUTS; k++) {
                    expected += x.numbers()[row * INPUTS + k] * numbers[n * INPUTS + k];
                }
                assertEquals(expected, y.numbers()[row * y.stride() + n], 0.1);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 6, 7, 8, 9, ROWS})
    void aRowsProductsDoNotDependOnTheRowsBesideIt(int rows) {
        Rows x = new Rows(random(rows * INPUTS, 3), INPUTS);
        Rows together = multiply(x, rows);
        for (int row = 0; row < rows; row++) {
            Rows alone =
                    new Rows(
                            Arrays.copyOfRange(x.numbers(), row * INPUTS, (row + 1) * INPUTS),
                            INPUTS);

            int at = row * together.stride();
            assertArrayEquals(
                    multiply(alone, 1).numbers(),
                    Arrays.copyOfRange(together.numbers(), at, at + together.stride()));
        }
    }

    @Test
    void whatFillsUpTheLastTileIsNothing() {
        Rows y = multiply(new Rows(random(INPUTS, 2), INPUTS), 1);

        for (int n = OUTPUTS; n < matrix.outputs(); n++) {
            assertEquals(0, y.numbers()[n], 1e-15);
        }
    }

    @Test
    void productsDoNotDependOnWhoComputesThem() {
        Rows x = new Rows(random(ROWS * INPUTS, 2), INPUTS);
        Rows y = Rows.of(ROWS, matrix.outputs());
        int units = matrix.units(ROWS);

        for (int unit = 0; unit < units; unit++) {
            matrix.multiply(x, ROWS, y, matrix.outputs(new Share(unit, unit + 1), ROWS));
        }

        assertArrayEquals(multiply(x, ROWS).numbers(), y.numbers());
    }

    private Rows multiply(Rows x, int rows) {
        Rows y = Rows.of(rows, matrix.outputs());
        Arrays.fill(y.numbers(), 9);
        matrix.multiply(x, rows, y, new Share(0, matrix.outputs()));
        return y;
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
