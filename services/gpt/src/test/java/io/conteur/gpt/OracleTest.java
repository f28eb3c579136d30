package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OracleTest {
    @ParameterizedTest
    @ValueSource(ints = {PackedBatch.PART_TOKENS, 50, 1})
    void theSameWeightsGiveTheSameLossAndGradientsAsPlainArrayOperations(int partTokens) {
        List<Example> examples = Micro.examples(5, 25);
        try (Trainer trainer = Trainer.start(Micro.ARCHITECTURE, Micro.options(6), examples)) {
            // So that the projections, which start at zero, hide nothing.
            for (int i = 0; i < 6; i++) {
                trainer.step();
            }
            NDList script = trainer.gradients(examples, partTokens);
            try (Oracle oracle = new Oracle(Micro.ARCHITECTURE, trainer.weights())) {
                Oracle.Result plain = oracle.learn(examples);

                assertTrue(Float.isFinite(plain.loss()));
                assertEquals(plain.loss(), script.head().getFloat(), 1e-5);
                for (int i = 0; i < plain.gradients().size(); i++) {
                    assertAlike(
                            plain.gradients().get(i),
                            script.get(i + 1).toFloatArray(),
                            Weights.layout(Micro.ARCHITECTURE).get(i).name());
                }
            }
        }
    }

    private static void assertAlike(float[] expected, float[] actual, String name) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - (double) actual[i], 2);
            size += Math.pow(expected[i], 2);
        }
        assertTrue(size > 0, name + " has a gradient");
        assertTrue(Math.sqrt(difference / size) < 1e-3, name + " differs");
    }
}
