package io.conteur.gpt;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Precision;
import io.conteur.gpt.training.LearningRateSchedule;
import io.conteur.gpt.training.OptimizerKind;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A model small enough for tests, and training data for it. */
public final class Micro {
    public static final Architecture ARCHITECTURE = new Architecture(40, 16, 24, 2, 2, 32);

    private Micro() {}

    public static TrainingOptions options(int steps) {
        return new TrainingOptions(
                steps,
                4,
                OptimizerKind.MUON,
                new LearningRateSchedule(0.02, 2, 0.5),
                0.1,
                1,
                0,
                0,
                Precision.FP32,
                7);
    }

    /** Saves a model after some steps, as the projections of a new one are zero. */
    public static void saveTrained(Architecture architecture, Path folder) throws IOException {
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            int[] ids = new Random(i).ints(60, 4, architecture.vocabulary()).toArray();
            examples.add(new Example(ids, 1));
        }
        try (Trainer trainer = Trainer.start(architecture, options(8), examples)) {
            for (int i = 0; i < 8; i++) {
                trainer.step();
            }
            trainer.save(folder);
        }
    }

    /** Examples of random ids, of different lengths up to the longest. */
    static List<Example> examples(int count, int longest) {
        Random random = new Random(count);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int length = longest - i % 5;
            examples.add(
                    new Example(
                            random.ints(length, 4, ARCHITECTURE.vocabulary()).toArray(),
                            1 + i % 4));
        }
        return examples;
    }
}
