package io.conteur.modeltrainer.session;

import io.conteur.gpt.Generator;
import io.conteur.gpt.RoundTrainer;
import io.conteur.gpt.TokenListener;
import io.conteur.gpt.Trainer;
import io.conteur.gpt.diloco.UpdatePrecision;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.torch.TorchMemory;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.gpt.training.StepResult;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A session of {@code gpt}'s trainer. An exception of its native code in a step fails the job,
 * because a retry would throw it again, unless memory ran out.
 */
record GptTrainingSession(Trainer trainer) implements TrainingSession {
    @Override
    public StepResult step() {
        try {
            return trainer.step();
        } catch (HandOverException | JobEndedException | UncheckedIOException e) {
            // Of the examples, which were waited for or could not be read; nothing has changed.
            throw e;
        } catch (RuntimeException e) {
            if (TorchMemory.exhausted(e)) {
                throw new StepOutOfMemoryException(e);
            }
            throw JobEndedException.failed(
                    "step %d failed: %s".formatted(stepsDone() + 1, e.getMessage()));
        }
    }

    @Override
    public OptionalInt halveMicroBatches() {
        return trainer.halveMicroBatches()
                ? OptionalInt.of(trainer.microBatchTokens())
                : OptionalInt.empty();
    }

    @Override
    public String device() {
        return trainer.device();
    }

    @Override
    public @Nullable Integer lanes() {
        return TorchScriptModule.onGpu() ? null : TorchThreads.count();
    }

    @Override
    public long stepsDone() {
        return trainer.stepsDone();
    }

    @Override
    public Score score(List<Example> examples) {
        return trainer.score(examples);
    }

    @Override
    public Generation generate(int[] prompt, SamplingParameters sampling, TokenListener listener) {
        try (Generator generator = trainer.generator()) {
            return generator.generate(prompt, sampling, listener);
        }
    }

    @Override
    public RoundTrainer rounds(UpdatePrecision precision) {
        return new RoundTrainer(trainer, precision);
    }

    @Override
    public void save(Path folder) throws IOException {
        trainer.save(folder);
    }

    @Override
    public void close() {
        trainer.close();
    }
}
