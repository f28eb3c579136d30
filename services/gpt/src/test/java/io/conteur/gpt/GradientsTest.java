package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.torch.PackedBatch;
import io.conteur.gpt.training.TrainingOptions;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientsTest {
    @ParameterizedTest
    @ValueSource(ints = {PackedBatch.MICRO_BATCH_TOKENS, 50, 1})
    void theSameWeightsGiveTheLossAndGradientsOfAutograd(int microBatchTokens) {
        List<Example> examples = Micro.examples(5, 25);
        try (Trainer trainer = Trainer.start(Micro.ARCHITECTURE, Micro.options(6), examples)) {
            // The projections start at zero and would hide what precedes them.
            for (int i = 0; i < 6; i++) {
                trainer.step();
            }
            NDList script = trainer.gradients(examples, microBatchTokens);
            try (AutogradModel model = new AutogradModel(Micro.ARCHITECTURE, trainer.weights())) {
                AutogradModel.Result plain = model.gradients(examples);

                assertTrue(Float.isFinite(plain.loss()));
                assertEquals(plain.loss(), script.head().getFloat(), 1e-5);
                for (int i = 0; i < plain.gradients().size(); i++) {
                    assertAlike(
                            plain.gradients().get(i),
                            script.get(i + 1).toFloatArray(),
                            1e-3,
                            WeightLayout.layout(Micro.ARCHITECTURE).get(i).name());
                }
            }
        }
    }

    @Test
    void documentsLongerThanABlockOfRowsHaveTheSameGradientsToo() {
        Architecture wide = new Architecture(40, 16, 24, 2, 2, 600);
        List<Example> examples =
                List.of(
                        new Example(new Random(1).ints(590, 4, 40).toArray(), 1),
                        new Example(new Random(2).ints(257, 4, 40).toArray(), 250));
        try (Trainer trainer = Trainer.start(wide, Micro.options(6), examples)) {
            trainer.step();
            trainer.step();
            NDList script = trainer.gradients(examples, PackedBatch.MICRO_BATCH_TOKENS);
            try (AutogradModel model = new AutogradModel(wide, trainer.weights())) {
                List<float[]> plain = model.gradients(examples).gradients();

                for (int i = 0; i < plain.size(); i++) {
                    String name = WeightLayout.layout(wide).get(i).name();
                    assertAlike(plain.get(i), script.get(i + 1).toFloatArray(), 1e-3, name);
                }
            }
        }
    }

    @Test
    void halfPrecisionGradientsPointWhereFullOnesDo() {
        List<Example> examples = Micro.examples(5, 25);
        TrainingOptions half = Micro.options(6).withPrecision(Precision.BF16);
        try (Trainer trainer = Trainer.start(Micro.ARCHITECTURE, half, examples)) {
            trainer.step();
            trainer.step();
            NDList script = trainer.gradients(examples, PackedBatch.MICRO_BATCH_TOKENS);
            try (AutogradModel model = new AutogradModel(Micro.ARCHITECTURE, trainer.weights())) {
                AutogradModel.Result plain = model.gradients(examples);

                assertEquals(plain.loss(), script.head().getFloat(), 2e-2);
                for (int i = 0; i < plain.gradients().size(); i++) {
                    String name = WeightLayout.layout(Micro.ARCHITECTURE).get(i).name();
                    float[] full = plain.gradients().get(i);
                    assertAlike(full, script.get(i + 1).toFloatArray(), 0.06, name);
                }
            }
        }
    }

    private static void assertAlike(
            float[] expected, float[] actual, double tolerance, String name) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - (double) actual[i], 2);
            size += Math.pow(expected[i], 2);
        }
        assertTrue(size > 0, name + " has a gradient");
        double relative = Math.sqrt(difference / size);
        assertTrue(relative < tolerance, name + " differs by " + relative);
    }
}
