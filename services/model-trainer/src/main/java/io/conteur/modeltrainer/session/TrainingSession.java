package io.conteur.modeltrainer.session;

import io.conteur.gpt.RoundTrainer;
import io.conteur.gpt.TokenListener;
import io.conteur.gpt.diloco.UpdatePrecision;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.sampling.Generation;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.training.StepResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** A model in training, with its optimizer's state; normally a {@link GptTrainingSession}. */
public interface TrainingSession extends AutoCloseable {
    /**
     * Trains on the next batch.
     *
     * @throws StepOutOfMemoryException when there is too little memory; nothing has changed then
     */
    StepResult step();

    /**
     * Halves the micro-batches over which gradients are accumulated from now on.
     *
     * @return tokens of a micro-batch; empty when it cannot be smaller
     */
    OptionalInt halveMicroBatches();

    /** The device on which it trains: {@code CPU}, or the name of a GPU. */
    String device();

    /** The threads that compute a step, on which its rounding depends; null on a GPU. */
    default @Nullable Integer lanes() {
        return null;
    }

    /** Steps of the job, those before a resumption included. */
    long stepsDone();

    /** The loss over examples; deterministic, and changes nothing. */
    Score score(List<Example> examples);

    /** Generates with the current weights. */
    Generation generate(int[] prompt, SamplingParameters sampling, TokenListener listener);

    /**
     * Trains as one of several workers from now on.
     *
     * @param precision of the updates
     */
    default RoundTrainer rounds(UpdatePrecision precision) {
        throw new UnsupportedOperationException("this session has no rounds");
    }

    /** Writes a checkpoint from which the training can be resumed. */
    void save(Path folder) throws IOException;

    @Override
    void close();
}
