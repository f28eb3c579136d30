package io.conteur.modeltrainer;

import io.conteur.gpt.Architecture;
import io.conteur.gpt.Example;
import io.conteur.gpt.Trainer;
import io.conteur.gpt.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Learners that train with {@code gpt}. */
final class GptLearners implements Learners {
    @Override
    public Learner start(
            Architecture architecture, TrainingOptions options, List<Example> examples) {
        return new GptLearner(Trainer.start(architecture, options, examples));
    }

    @Override
    public Learner resume(Path folder, List<Example> examples) throws IOException {
        return new GptLearner(Trainer.resume(folder, examples));
    }

    @Override
    public Learner startFrom(Path folder, TrainingOptions options, List<Example> examples)
            throws IOException {
        return new GptLearner(Trainer.startFrom(folder, options, examples));
    }

    @Override
    public Architecture architecture(Path folder) throws IOException {
        return Architecture.of(folder);
    }
}
