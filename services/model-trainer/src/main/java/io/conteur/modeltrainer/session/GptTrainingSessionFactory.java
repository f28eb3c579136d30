package io.conteur.modeltrainer.session;

import io.conteur.gpt.Trainer;
import io.conteur.gpt.checkpoint.CheckpointException;
import io.conteur.gpt.checkpoint.CheckpointFolder;
import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.path.ComputeOptions;
import io.conteur.gpt.path.Gpu;
import io.conteur.gpt.path.StepMemory;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.training.TrainingOptions;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Sessions of {@code gpt}'s trainer. */
public final class GptTrainingSessionFactory implements TrainingSessionFactory {
    private final ComputeOptions compute;

    public GptTrainingSessionFactory(ComputeOptions compute) {
        this.compute = compute;
    }

    @Override
    public TrainingSession start(
            Architecture architecture, TrainingOptions options, ExampleSource examples) {
        return new GptTrainingSession(Trainer.start(architecture, options, examples, compute));
    }

    @Override
    public TrainingSession resume(Path folder, ExampleSource examples) throws IOException {
        return new GptTrainingSession(read(() -> Trainer.resume(folder, examples, compute)));
    }

    @Override
    public TrainingSession startFrom(Path folder, TrainingOptions options, ExampleSource examples)
            throws IOException {
        return new GptTrainingSession(
                read(() -> Trainer.startFrom(folder, options, examples, compute)));
    }

    @Override
    public Architecture architecture(Path folder) throws IOException {
        return read(() -> CheckpointFolder.architecture(folder));
    }

    @Override
    public Optional<GpuMemory> gpuMemory(Architecture architecture) {
        if (!TorchScriptModule.onGpu()) {
            return Optional.empty();
        }
        // A rejected job stays so: what other processes take of the memory now does not count.
        StepMemory memory = StepMemory.of(architecture, compute.recompute());
        long limit =
                compute.memoryBytes() > 0
                        ? compute.memoryBytes()
                        : Gpu.query().map(Gpu::totalBytes).orElse(Long.MAX_VALUE);
        return Optional.of(new GpuMemory(memory.bytes(architecture.context()), limit));
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
