package io.conteur.gpt.diloco;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.gpt.Micro;
import io.conteur.gpt.Trainer;
import io.conteur.gpt.diloco.GlobalModel.Contribution;
import io.conteur.gpt.model.Example;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GlobalModelTest {
    private static UpdateCodec codec(UpdatePrecision precision) {
        return new UpdateCodec(Micro.ARCHITECTURE, precision);
    }

    private static WeightVector vector(float value) {
        WeightVector vector;
        try (Trainer trainer =
                Trainer.start(Micro.ARCHITECTURE, Micro.options(1), examples(1, 0))) {
            vector = trainer.weightVector().zeros();
        }
        vector.tensors().forEach(tensor -> Arrays.fill(tensor, value));
        return vector;
    }

    private static List<Example> examples(int count, long seed) {
        Random random = new Random(seed);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(new Example(random.ints(20, 4, 12).toArray(), 1));
        }
        return examples;
    }

    @Test
    void theMomentumIsNesterovs() {
        UpdateCodec codec = codec(UpdatePrecision.FP32);
        GlobalModel model = new GlobalModel(vector(1), new OuterOptimizer(0.5, 0.8), codec);

        model.apply(codec.encode(vector(0.1f)), 2);
        model.apply(codec.encode(vector(0.2f)), 2);

        // Velocities 0.1 and 0.8 * 0.1 + 0.2 = 0.28; steps 0.5 * (update + 0.8 * velocity).
        double expected = 1 - 0.5 * (0.1 + 0.8 * 0.1) - 0.5 * (0.2 + 0.8 * 0.28);
        assertEquals(expected, model.weights().tensors().get(3)[1], 1e-6);
    }

    @Test
    void aSingleWorkerTrainsAsWithoutRounds() {
        UpdateCodec codec = codec(UpdatePrecision.FP32);
        GlobalModel model = new GlobalModel(vector(1), new OuterOptimizer(0.5, 0.8), codec);

        model.apply(codec.encode(vector(0.25f)), 1);
        model.apply(codec.encode(vector(0.25f)), 1);

        assertEquals(0.5f, model.weights().tensors().get(3)[1]);
    }

    @Test
    void aWorkerCountsByItsTokens() {
        UpdateCodec codec = codec(UpdatePrecision.FP32);
        GlobalModel model = new GlobalModel(vector(0), new OuterOptimizer(1, 0), codec);

        model.closeRound(
                List.of(
                        new Contribution(300, codec.encode(vector(1))),
                        new Contribution(100, codec.encode(vector(5)))));

        assertEquals(-2, model.weights().tensors().get(0)[0], 1e-6);
    }

    @ParameterizedTest
    @EnumSource(UpdatePrecision.class)
    void whoAppliesWhatWasPublishedHasTheSameWeights(UpdatePrecision precision) {
        UpdateCodec codec = codec(precision);
        try (Trainer trainer =
                Trainer.start(Micro.ARCHITECTURE, Micro.options(9), examples(8, 1))) {
            WeightVector initial = trainer.weightVector();
            GlobalModel here = new GlobalModel(initial, new OuterOptimizer(0.7, 0.6), codec);
            GlobalModel there = new GlobalModel(initial, new OuterOptimizer(0.7, 0.6), codec);
            ErrorFeedbackEncoder encoder = new ErrorFeedbackEncoder(codec);
            for (int round = 0; round < 3; round++) {
                trainer.setWeights(here.weights());
                trainer.step();
                WeightVector update = here.weights().minus(trainer.weightVector());
                byte[] published =
                        here.closeRound(List.of(new Contribution(1, encoder.encode(update))));
                there.apply(published, 1);
            }

            assertNotEquals(initial.digest(), here.weights().digest());
            assertEquals(here.weights().digest(), there.weights().digest());
        }
    }

    @Test
    void whatWasLostBeforeARoundThatAnotherClosedIsNotAddedAgain() {
        UpdateCodec codec = codec(UpdatePrecision.INT4);
        GlobalModel model = new GlobalModel(vector(0), new OuterOptimizer(1, 0), codec);
        model.closeRound(
                List.of(
                        new Contribution(100, codec.encode(random(1))),
                        new Contribution(300, codec.encode(random(2)))));

        model.apply(codec.encode(random(3)), 2);
        byte[] mean = model.closeRound(List.of(new Contribution(1, codec.encode(vector(0)))));

        assertArrayEquals(codec.encode(vector(0)), mean);
    }

    private static WeightVector random(long seed) {
        Random random = new Random(seed);
        WeightVector vector = vector(0);
        for (float[] tensor : vector.tensors()) {
            for (int i = 0; i < tensor.length; i++) {
                tensor[i] = random.nextFloat();
            }
        }
        return vector;
    }

    @Test
    void replacingWeightsByThemselvesChangesNoBit() {
        try (Trainer plain = Trainer.start(Micro.ARCHITECTURE, Micro.options(6), examples(8, 1));
                Trainer replaced =
                        Trainer.start(Micro.ARCHITECTURE, Micro.options(6), examples(8, 1))) {
            for (int i = 0; i < 6; i++) {
                plain.step();
                replaced.step();
                replaced.setWeights(replaced.weightVector());
            }

            assertEquals(plain.weightVector().digest(), replaced.weightVector().digest());
        }
    }

    @Test
    void twoWorkersOfFewRoundsLearnWhatBothSaw() {
        List<Example> all = examples(8, 3);
        UpdateCodec codec = codec(UpdatePrecision.INT4);
        try (Trainer first =
                        Trainer.start(Micro.ARCHITECTURE, Micro.options(60), all.subList(0, 4));
                Trainer second =
                        Trainer.start(Micro.ARCHITECTURE, Micro.options(60), all.subList(4, 8))) {
            double untrained = first.score(all).natsPerToken();
            GlobalModel model =
                    new GlobalModel(first.weightVector(), new OuterOptimizer(1, 0.5), codec);
            List<Trainer> workers = List.of(first, second);
            List<ErrorFeedbackEncoder> encoders =
                    List.of(new ErrorFeedbackEncoder(codec), new ErrorFeedbackEncoder(codec));
            for (int round = 0; round < 12; round++) {
                List<Contribution> contributions = new ArrayList<>();
                for (int i = 0; i < 2; i++) {
                    workers.get(i).setWeights(model.weights());
                    for (int step = 0; step < 5; step++) {
                        workers.get(i).step();
                    }
                    WeightVector update = model.weights().minus(workers.get(i).weightVector());
                    contributions.add(new Contribution(1, encoders.get(i).encode(update)));
                }
                model.closeRound(contributions);
            }
            first.setWeights(model.weights());

            double trained = first.score(all).natsPerToken();
            assertTrue(trained < untrained / 3, "from %f to %f".formatted(untrained, trained));
        }
    }

    @Test
    void aRoundWithoutContributionsIsRefused() {
        UpdateCodec codec = codec(UpdatePrecision.INT8);
        GlobalModel model = new GlobalModel(vector(0), new OuterOptimizer(1, 0), codec);

        assertThrows(IllegalArgumentException.class, () -> model.closeRound(List.of()));
        assertThrows(IllegalArgumentException.class, () -> model.apply(new byte[3], 2));
        assertThrows(IllegalArgumentException.class, () -> new OuterOptimizer(0, 0));
        assertThrows(IllegalArgumentException.class, () -> new OuterOptimizer(1, 1));
        assertArrayEquals(vector(0).tensors().get(0), model.weights().tensors().get(0));
    }
}
