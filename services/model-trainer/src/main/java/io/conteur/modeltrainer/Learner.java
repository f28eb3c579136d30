package io.conteur.modeltrainer;

import io.conteur.gpt.TokenListener;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.training.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** A model in training, as far as the loop needs it. */
interface Learner extends AutoCloseable {
    /**
     * Trains on the next batch.
     *
     * @throws MemoryLackException when that takes more memory than there is
     */
    StepResult step();

    /**
     * Has half as much of a batch in memory at once from now on, and sums gradients instead.
     *
     * @return the tokens that are; empty when it cannot be less
     */
    OptionalInt halveParts();

    /** Steps since the job's start, those before a resumption included. */
    long stepsDone();

    /** The loss over examples; deterministic, and leaves the training as it is. */
    Score score(List<Example> examples);

    /** A story by the weights as they are now. */
    Generation generate(int[] prompt, SamplingParameters sampling, TokenListener listener);

    /** Writes all that a resumption needs. */
    void save(Path folder) throws IOException;

    @Override
    void close();
}
