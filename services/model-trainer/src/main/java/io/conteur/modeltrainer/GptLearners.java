package io.conteur.modeltrainer;

import io.conteur.gpt.Trainer;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.training.TrainingOptions;
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
        return new GptLearner(read(() -> Trainer.resume(folder, examples)));
    }

    @Override
    public Learner startFrom(Path folder, TrainingOptions options, List<Example> examples)
            throws IOException {
        return new GptLearner(read(() -> Trainer.startFrom(folder, options, examples)));
    }

    @Override
    public Architecture architecture(Path folder) throws IOException {
        return read(() -> io.conteur.gpt.checkpoint.CheckpointFolder.architecture(folder));
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** A whole file with a content that cannot be used stays so, unlike one that cannot be read. */
    private static <T> T read(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (CheckpointException e) {
            throw JobEndedException.failed("the checkpoint cannot be used: " + e.getMessage());
        }
    }
}
