package io.conteur.modeltrainer;

import io.conteur.gpt.Example;
import io.conteur.gpt.Generation;
import io.conteur.gpt.Sampling;
import io.conteur.gpt.Score;
import io.conteur.gpt.StepResult;
import io.conteur.gpt.TokenListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A model in training, as far as the loop needs it. */
interface Learner extends AutoCloseable {
    /** Trains on the next batch. */
    StepResult step();

    /** Steps since the job's start, those before a resumption included. */
    long stepsDone();

    /** The loss over examples; deterministic, and leaves the training as it is. */
    Score score(List<Example> examples);

    /** A story by the weights as they are now. */
    Generation generate(int[] prompt, Sampling sampling, TokenListener listener);

    /** Writes all that a resumption needs. */
    void save(Path folder) throws IOException;

    @Override
    void close();
}
