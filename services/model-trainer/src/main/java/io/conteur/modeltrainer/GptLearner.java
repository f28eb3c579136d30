package io.conteur.modeltrainer;

import io.conteur.gpt.Generator;
import io.conteur.gpt.TokenListener;
import io.conteur.gpt.Trainer;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.training.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * A {@code gpt} trainer. What its native code throws in a step ends the job, because the same step
 * would throw again; unless it is for want of memory, of which a smaller step needs less.
 */
record GptLearner(Trainer trainer) implements Learner {
    /** How libtorch's allocators for CPU and CUDA, and the C++ library, say so. */
    private static final Pattern NO_MEMORY =
            Pattern.compile(
                    "(?i)out of memory|(can't|cannot) allocate memory|not enough memory|bad_alloc");

    @Override
    public StepResult step() {
        try {
            return trainer.step();
        } catch (RuntimeException e) {
            if (NO_MEMORY.matcher(String.valueOf(e.getMessage())).find()) {
                throw new MemoryLackException(e);
            }
            throw JobEndedException.failed(
                    "step %d failed: %s".formatted(stepsDone() + 1, e.getMessage()));
        }
    }

    @Override
    public OptionalInt halveParts() {
        return trainer.halveMicroBatches()
                ? OptionalInt.of(trainer.microBatchTokens())
                : OptionalInt.empty();
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
    public void save(Path folder) throws IOException {
        trainer.save(folder);
    }

    @Override
    public void close() {
        trainer.close();
    }
}
