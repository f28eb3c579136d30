package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.path.ComputeOptions;
import io.conteur.gpt.path.PathKind;
import io.conteur.gpt.training.DropoutNoise;
import io.conteur.gpt.training.OptimizerKind;
import io.conteur.gpt.training.StepResult;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The plain path beside the one written by hand: the same model, the same training. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PlainPathTest {
    private static final ComputeOptions PLAIN = ComputeOptions.of(PathKind.PLAIN);
    private static final ComputeOptions BLOCKED = ComputeOptions.of(PathKind.BLOCKED);
    private static final List<Example> EXAMPLES = Micro.examples(7, 25);
    private static final ExampleSource SOURCE = ExampleSource.of(EXAMPLES);
    private static final int ALL_TOKENS = 1000;

    @TempDir private static Path checkpoint;

    /** After some steps, as the projections of a new model are zero. */
    @BeforeAll
    void train() throws IOException {
        try (Trainer trainer = start(Micro.options(20).withDropout(0.3), BLOCKED)) {
            steps(trainer, 6);
            trainer.save(checkpoint);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {ALL_TOKENS, 60, 1})
    void lossAndGradientsAreThoseOfTheOtherPath(int microBatchTokens) throws IOException {
        try (Trainer plain = Trainer.resume(checkpoint, SOURCE, PLAIN);
                Trainer blocked = Trainer.resume(checkpoint, SOURCE, BLOCKED)) {
            assertEquals(PathKind.PLAIN, plain.path());
            assertEquals(PathKind.BLOCKED, blocked.path());
            assertAlike(
                    blocked.gradients(EXAMPLES, ALL_TOKENS),
                    plain.gradients(EXAMPLES, microBatchTokens));
            assertEquals(blocked.score(EXAMPLES).natsPerToken(), score(plain), 1e-5);
        }
    }

    @Test
    void dropoutHasTheSameMasks() throws IOException {
        DropoutNoise noise = new DropoutNoise(false, 5);
        try (Trainer plain = Trainer.resume(checkpoint, SOURCE, PLAIN);
                Trainer blocked = Trainer.resume(checkpoint, SOURCE, BLOCKED)) {
            NDList expected = blocked.gradients(EXAMPLES, ALL_TOKENS, noise);

            assertAlike(expected, plain.gradients(EXAMPLES, ALL_TOKENS, noise));
            float without = plain.gradients(EXAMPLES, ALL_TOKENS).head().getFloat();
            assertNotEquals(without, expected.head().getFloat(), 1e-4, "it drops nothing");
        }
    }

    @Test
    void recomputationHasTheSameGradientsToTheLastBit() throws IOException {
        DropoutNoise noise = new DropoutNoise(false, 5);
        try (Trainer kept = Trainer.resume(checkpoint, SOURCE, PLAIN);
                Trainer recomputed = Trainer.resume(checkpoint, SOURCE, PLAIN.recomputing())) {
            NDList expected = kept.gradients(EXAMPLES, ALL_TOKENS, noise);
            NDList actual = recomputed.gradients(EXAMPLES, ALL_TOKENS, noise);

            for (int i = 0; i < expected.size(); i++) {
                assertArrayEquals(
                        expected.get(i).toFloatArray(), actual.get(i).toFloatArray(), "" + i);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void trainedWeightsAreThoseOfTheOtherPath(OptimizerKind optimizer) {
        TrainingOptions options =
                Micro.options(8).withOptimizer(optimizer).withAveraging(0.9).withDropout(0.1);
        try (Trainer plain = start(options, PLAIN);
                Trainer blocked = start(options, BLOCKED)) {
            List<StepResult> expected = steps(blocked, 8);
            List<StepResult> actual = steps(plain, 8);

            for (int i = 0; i < expected.size(); i++) {
                assertEquals(expected.get(i).loss(), actual.get(i).loss(), 2e-5, "step " + i);
                double norm = expected.get(i).gradientNorm();
                assertEquals(norm, actual.get(i).gradientNorm(), 1e-3 * norm);
            }
            for (int i = 0; i < blocked.weights().size(); i++) {
                String name = WeightLayout.layout(Micro.ARCHITECTURE).get(i).name();
                assertAlike(blocked.weights().get(i), plain.weights().get(i), 1e-3, name);
                assertAlike(blocked.model().get(i), plain.model().get(i), 1e-3, name);
            }
        }
    }

    /** The distance of the other path from fp32 is what bf16 costs. */
    @Test
    void halfPrecisionIsAsCloseToFullAsTheOtherPathIs() throws IOException {
        TrainingOptions half = Micro.options(6).withPrecision(Precision.BF16);
        try (Trainer full = Trainer.startFrom(checkpoint, Micro.options(6), SOURCE, PLAIN);
                Trainer plain = Trainer.startFrom(checkpoint, half, SOURCE, PLAIN);
                Trainer blocked = Trainer.startFrom(checkpoint, half, SOURCE, BLOCKED)) {
            NDList exact = full.gradients(EXAMPLES, ALL_TOKENS);
            NDList ours = plain.gradients(EXAMPLES, ALL_TOKENS);
            NDList others = blocked.gradients(EXAMPLES, ALL_TOKENS);

            assertEquals(exact.head().getFloat(), ours.head().getFloat(), 1e-2);
            double distance = distance(exact, ours);
            assertTrue(distance > 0, "bf16 is no fp32");
            assertTrue(
                    distance < 1.25 * distance(exact, others),
                    distance + " instead of " + distance(exact, others));
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aCheckpointOfEitherPathIsResumedOnTheOther(Precision precision, @TempDir Path folder)
            throws IOException {
        TrainingOptions options = Micro.options(12).withPrecision(precision);
        for (PathKind first : List.of(PathKind.PLAIN, PathKind.BLOCKED)) {
            PathKind second = first == PathKind.PLAIN ? PathKind.BLOCKED : PathKind.PLAIN;
            Path saved = Files.createDirectory(folder.resolve(first.name()));
            List<StepResult> expected;
            try (Trainer trainer = start(options, ComputeOptions.of(first))) {
                steps(trainer, 5);
                trainer.save(saved);
                expected = steps(trainer, 7);
            }
            try (Trainer trainer = Trainer.resume(saved, SOURCE, ComputeOptions.of(second))) {
                List<StepResult> resumed = steps(trainer, 7);

                for (int i = 0; i < 7; i++) {
                    assertEquals(expected.get(i).step(), resumed.get(i).step());
                    assertEquals(expected.get(i).loss(), resumed.get(i).loss(), 2e-2);
                }
            }
        }
    }

    /** As libtorch fails: in the midst of a batch, when a micro-batch is too large. */
    @Test
    void aStepThatRunsOutOfMemoryChangesNothingAndSucceedsInSmallerParts() {
        int limit = 100;
        try (Trainer trainer = start(Micro.options(8), PLAIN);
                Trainer other = start(Micro.options(8), PLAIN)) {
            trainer.wrapPath(path -> new SmallMemory(path, limit));
            int parts = trainer.microBatchTokens();

            while (trainer.microBatchTokens() > limit) {
                RuntimeException failure = assertThrows(RuntimeException.class, trainer::step);
                assertTrue(String.valueOf(failure.getMessage()).contains("out of memory"));
                assertEquals(0, trainer.stepsDone());
                assertTrue(trainer.halveMicroBatches());
            }

            assertTrue(trainer.microBatchTokens() < parts / 8, "it was halved several times");
            List<StepResult> expected = steps(other, 3);
            List<StepResult> actual = steps(trainer, 3);
            for (int i = 0; i < 3; i++) {
                assertEquals(expected.get(i).loss(), actual.get(i).loss(), 1e-5);
            }
        }
    }

    private static Trainer start(TrainingOptions options, ComputeOptions compute) {
        return Trainer.start(Micro.ARCHITECTURE, options, SOURCE, compute);
    }

    private static List<StepResult> steps(Trainer trainer, int count) {
        List<StepResult> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(trainer.step());
        }
        return results;
    }

    private static double score(Trainer trainer) {
        return trainer.score(EXAMPLES).natsPerToken();
    }

    /** The loss to 1e-5, the gradient of each weight to 1e-3. */
    private static void assertAlike(NDList expected, NDList actual) {
        assertEquals(expected.head().getFloat(), actual.head().getFloat(), 1e-5);
        for (int i = 1; i < expected.size(); i++) {
            String name = WeightLayout.layout(Micro.ARCHITECTURE).get(i - 1).name();
            assertAlike(expected.get(i), actual.get(i), 1e-3, name);
        }
    }

    private static void assertAlike(
            NDArray expected, NDArray actual, double tolerance, String name) {
        double size = Math.sqrt(expected.square().sum().getFloat());
        double difference = Math.sqrt(expected.sub(actual).square().sum().getFloat());
        assertTrue(size > 0, name + " is zero");
        assertTrue(difference < tolerance * size, name + " differs by " + difference / size);
    }

    /** The relative distance of the gradients of all weights together. */
    private static double distance(NDList exact, NDList gradients) {
        double size = 0;
        double difference = 0;
        for (int i = 1; i < exact.size(); i++) {
            size += exact.get(i).square().sum().getFloat();
            difference += exact.get(i).sub(gradients.get(i)).square().sum().getFloat();
        }
        return Math.sqrt(difference / size);
    }
}
