package io.conteur.gpt;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.training.LearningRateSchedule;
import io.conteur.gpt.training.LossScaler;
import io.conteur.gpt.training.OptimizerKind;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrainerTest {
    private static final TrainingOptions OPTIONS = Micro.options(12);

    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void oneBatchIsLearntByHeart(OptimizerKind optimizer) {
        List<Example> batch = Micro.examples(2, 12);
        TrainingOptions options =
                new TrainingOptions(
                        60,
                        2,
                        optimizer,
                        new LearningRateSchedule(0.02, 3, 0.5),
                        0,
                        1,
                        0,
                        0,
                        Precision.FP32,
                        1);
        try (Trainer trainer = Trainer.start(Micro.ARCHITECTURE, options, batch)) {
            double before = trainer.score(batch).natsPerToken();

            for (int i = 0; i < 100; i++) {
                trainer.step();
            }

            double after = trainer.score(batch).natsPerToken();
            assertTrue(before > 3, "an untrained model knows nothing: " + before);
            assertTrue(after < 0.2, "a batch seen 100 times is known: " + after);
        }
    }

    @ParameterizedTest
    @EnumSource(OptimizerKind.class)
    void everyWeightMoves(OptimizerKind optimizer) {
        TrainingOptions options =
                new TrainingOptions(
                        4,
                        4,
                        optimizer,
                        new LearningRateSchedule(0.01, 0, 0),
                        0.1,
                        1,
                        0,
                        0,
                        Precision.BF16,
                        1);
        try (Trainer trainer = Trainer.start(Micro.ARCHITECTURE, options, Micro.examples(8, 20))) {
            List<float[]> before = weights(trainer);

            // The projections start at zero, so the first gradient of what precedes them is zero.
            trainer.step();
            trainer.step();

            List<float[]> after = weights(trainer);
            for (int i = 0; i < before.size(); i++) {
                assertFalse(
                        Arrays.equals(before.get(i), after.get(i)),
                        WeightLayout.layout(Micro.ARCHITECTURE).get(i).name());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void aResumedTrainingEqualsAnUninterruptedOneBitForBit(
            Precision precision, @TempDir Path folder) throws IOException {
        TrainingOptions options = OPTIONS.withPrecision(precision);
        List<Example> examples = Micro.examples(10, 30);
        List<float[]> uninterrupted;
        try (Trainer trainer = Trainer.start(Micro.ARCHITECTURE, options, examples)) {
            for (int i = 0; i < 12; i++) {
                if (i == 5) {
                    trainer.save(folder);
                }
                trainer.step();
            }
            uninterrupted = weights(trainer);
        }

        try (Trainer trainer = Trainer.resume(folder, examples)) {
            assertEquals(5, trainer.stepsDone());
            while (trainer.stepsDone() < 12) {
                trainer.step();
            }

            List<float[]> resumed = weights(trainer);
            for (int i = 0; i < resumed.size(); i++) {
                assertArrayEquals(uninterrupted.get(i), resumed.get(i), 0);
            }
        }
    }

    @Test
    void dropoutAndAveragingResumeBitForBitToo(@TempDir Path folder) throws IOException {
        TrainingOptions options = OPTIONS.withDropout(0.2).withAveraging(0.9);
        List<Example> examples = Micro.examples(10, 30);
        List<float[]> uninterrupted;
        try (Trainer trainer = Trainer.start(Micro.ARCHITECTURE, options, examples)) {
            trainer.step();
            trainer.save(folder);
            trainer.step();
            trainer.step();
            uninterrupted = weights(trainer);
        }

        try (Trainer trainer = Trainer.resume(folder, examples)) {
            trainer.step();
            trainer.step();

            List<float[]> resumed = weights(trainer);
            for (int i = 0; i < resumed.size(); i++) {
                assertArrayEquals(uninterrupted.get(i), resumed.get(i), 0);
            }
        }
    }

    @Test
    void dropoutLeavesOutItsShareInTrainingAndNothingInScoring() {
        List<Example> examples = Micro.examples(8, 30);
        try (Trainer plain = Trainer.start(Micro.ARCHITECTURE, OPTIONS, examples);
                Trainer dropping =
                        Trainer.start(Micro.ARCHITECTURE, OPTIONS.withDropout(0.5), examples)) {
            assertEquals(plain.score(examples), dropping.score(examples));
            plain.step();
            dropping.step();
            // The projections start at zero: dropout has an effect from the second step on.
            assertNotEquals(plain.step().loss(), dropping.step().loss());
        }
    }

    @Test
    void theAverageOfTheWeightsIsWhatIsScoredAndSaved(@TempDir Path folder) throws IOException {
        List<Example> examples = Micro.examples(8, 30);
        try (Trainer trainer =
                Trainer.start(Micro.ARCHITECTURE, OPTIONS.withAveraging(0.99), examples)) {
            for (int i = 0; i < 8; i++) {
                trainer.step();
            }
            trainer.save(folder);

            try (Generator saved = Generator.load(folder)) {
                double scored = trainer.score(examples).nats();
                assertEquals(scored, saved.score(examples).nats(), 1e-4 * scored);
            }
            float[] average = trainer.model().get(0).toFloatArray();
            assertFalse(Arrays.equals(average, trainer.weights().get(0).toFloatArray()));
        }
    }

    @Test
    void aStepWhoseGradientsOverflowMovesNothingAndHalvesTheLossScale() {
        LossScaler scale = new LossScaler(Precision.FP16, null);
        double before = scale.ofNats(1);

        scale.adjust(false);

        assertEquals(before / 2, scale.ofNats(1));
        assertEquals(scale.ofNats(1), new LossScaler(Precision.FP16, scale.state()).ofNats(1));
        assertEquals(1, new LossScaler(Precision.BF16, scale.state()).ofNats(1));
    }

    @Test
    void aBatchTogetherHasTheLossOfItsExamplesOneByOne() {
        List<Example> examples = Micro.examples(6, 25);
        try (Trainer trainer = trained(examples)) {
            Score together = trainer.score(examples);

            double nats = 0;
            for (Example example : examples) {
                nats += trainer.score(List.of(example)).nats();
            }
            assertEquals(nats, together.nats(), 1e-4 * nats);
            assertEquals(examples.stream().mapToInt(Example::targets).sum(), together.tokens());
        }
    }

    @Test
    void whatComesBeforeTheTargetsCountsOnlyAsContext() {
        int[] ids = Micro.examples(1, 20).get(0).ids();
        try (Trainer trainer = trained(List.of(new Example(ids, 1)))) {
            double all = trainer.score(List.of(new Example(ids, 1))).nats();
            double tail = trainer.score(List.of(new Example(ids, 12))).nats();
            double head = trainer.score(List.of(new Example(Arrays.copyOf(ids, 12), 1))).nats();

            assertEquals(all, head + tail, 1e-3);
        }
    }

    @Test
    void aDamagedCheckpointIsRefusedByName(@TempDir Path folder) throws IOException {
        List<Example> examples = Micro.examples(4, 20);
        try (Trainer trainer = trained(examples)) {
            trainer.save(folder);
        }
        List<Path> files;
        try (Stream<Path> listed = Files.list(folder)) {
            files = listed.toList();
        }

        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
            CheckpointException refusal =
                    assertThrows(
                            CheckpointException.class,
                            () -> Trainer.resume(folder, examples).close());
            assertTrue(
                    String.valueOf(refusal.getMessage()).contains(file.getFileName().toString()));
            Files.write(file, whole);
        }
        assertEquals(4, files.size());
    }

    private static Trainer trained(List<Example> examples) {
        Trainer trainer = Trainer.start(Micro.ARCHITECTURE, OPTIONS, examples);
        trainer.step();
        trainer.step();
        return trainer;
    }

    private static List<float[]> weights(Trainer trainer) {
        return trainer.weights().stream().map(weight -> weight.toFloatArray()).toList();
    }
}
