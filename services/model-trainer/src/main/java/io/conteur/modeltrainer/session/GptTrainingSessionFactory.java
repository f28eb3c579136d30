package io.conteur.modeltrainer.session;

import io.conteur.gpt.Trainer;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.data.TrainingData;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.training.TrainingOptions;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;

/** Sessions of {@code gpt}'s trainer. */
public final class GptTrainingSessionFactory implements TrainingSessionFactory {
    @Override
    public TrainingSession start(
            Architecture architecture, TrainingOptions options, ExampleSource examples) {
        return new GptTrainingSession(
                Trainer.start(architecture, options, TrainingData.all(examples)));
    }

    @Override
    public TrainingSession resume(Path folder, ExampleSource examples) throws IOException {
        return new GptTrainingSession(
                read(() -> Trainer.resume(folder, TrainingData.all(examples))));
    }

    @Override
    public TrainingSession startFrom(Path folder, TrainingOptions options, ExampleSource examples)
            throws IOException {
        return new GptTrainingSession(
                read(() -> Trainer.startFrom(folder, options, TrainingData.all(examples))));
    }

    @Override
    public Architecture architecture(Path folder) throws IOException {
        return read(() -> CheckpointFolder.architecture(folder));
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Content that cannot be used fails the job; an I/O error is retried. */
    private static <T> T read(Reading<T> reading) throws IOException {
        try {
            return reading.read();
        } catch (CheckpointException e) {
            throw JobEndedException.failed("the checkpoint cannot be used: " + e.getMessage());
        }
    }
}
