package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.torch.TorchScriptModule;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OrthogonalTest {
    @Test
    void singularValuesOfTallAndWideMatricesComeCloseToOne() {
        try (NDManager manager = TorchScriptModule.manager()) {
            assertNearlyOrthonormal(orthogonal(gaussian(manager, 192, 64, 1)));
            assertNearlyOrthonormal(orthogonal(gaussian(manager, 64, 192, 1)).transpose());
        }
    }

    @Test
    void howLongAMatrixIsDoesNotMatter() {
        try (NDManager manager = TorchScriptModule.manager()) {
            NDArray usual = orthogonal(gaussian(manager, 64, 64, 1));
            NDArray tiny = orthogonal(gaussian(manager, 64, 64, 0x1p-40f));

            assertEquals(usual, tiny);
        }
    }

    @Test
    void whatIsZeroStaysZero() {
        try (NDManager manager = TorchScriptModule.manager()) {
            NDArray zero = orthogonal(manager.zeros(new Shape(1, 64, 64)));

            assertEquals(0, zero.abs().max().getFloat());
        }
    }

    private static NDArray gaussian(NDManager manager, int rows, int columns, float scale) {
        Random random = new Random(5);
        float[] numbers = new float[rows * columns];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = scale * (float) random.nextGaussian();
        }
        return manager.create(numbers, new Shape(1, rows, columns));
    }

    /** (1, R, S) -> (R, S), nearly semi-orthogonal. */
    private static NDArray orthogonal(NDArray matrix) {
        NDManager manager = matrix.getManager();
        Precision precision = Precision.BF16;
        try (TorchScriptModule script =
                TorchScriptModule.gpt(manager, Micro.ARCHITECTURE, precision, 0)) {
            return script.call(manager, "orthogonalize", List.of(matrix))
                    .singletonOrThrow()
                    .squeeze(0);
        }
    }

    /** Squared singular values are within 0.3 of 1 on average (root mean square). */
    private static void assertNearlyOrthonormal(NDArray x) {
        NDArray products = x.transpose().matMul(x);
        int width = (int) products.getShape().get(0);
        float squares = products.sub(x.getManager().eye(width)).pow(2).sum().getFloat();

        assertTrue(Math.sqrt(squares / width) < 0.3, () -> squares + " for " + width);
    }
}
