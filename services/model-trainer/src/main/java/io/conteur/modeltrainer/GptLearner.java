package io.conteur.modeltrainer;

import io.conteur.gpt.Example;
import io.conteur.gpt.Generation;
import io.conteur.gpt.Generator;
import io.conteur.gpt.Sampling;
import io.conteur.gpt.Score;
import io.conteur.gpt.StepResult;
import io.conteur.gpt.TokenListener;
import io.conteur.gpt.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@code gpt} trainer. What its native code throws in a step ends the job: the same step would
 * throw again.
 */
record GptLearner(Trainer trainer) implements Learner {
    @Override
    public StepResult step() {
        try {
            return trainer.step();
        } catch (RuntimeException e) {
            throw JobEndedException.failed(
                    "step %d failed: %s".formatted(stepsDone() + 1, e.getMessage()));
        }
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
    public Generation generate(int[] prompt, Sampling sampling, TokenListener listener) {
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
