package io.conteur.modeltrainer.session;

import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens training sessions; {@link GptTrainingSessionFactory} does. */
public interface TrainingSessionFactory {
    /** Of a new model, randomly initialized. */
    TrainingSession start(
            Architecture architecture, TrainingOptions options, ExampleSource examples);

    /** Of a checkpoint in {@code folder}, at its step and with its options. */
    TrainingSession resume(Path folder, ExampleSource examples) throws IOException;

    /** Of the weights in {@code folder}, at step 0 and with a new optimizer. */
    TrainingSession startFrom(Path folder, TrainingOptions options, ExampleSource examples)
            throws IOException;

    /** Memory of the GPU that a training takes; empty when it takes a CPU's. */
    default Optional<GpuMemory> gpuMemory(Architecture architecture) {
        return Optional.empty();
    }

    /** The architecture of the model in {@code folder}. */
    Architecture architecture(Path folder) throws IOException;
}
