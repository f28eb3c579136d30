package io.conteur.modeltrainer.plan;

import io.conteur.events.ArtifactReference;
import io.conteur.gpt.model.Architecture;
import io.conteur.modeltrainer.checkpoint.StartingPoint;
import io.conteur.modeltrainer.dataset.Dataset;
import io.conteur.modeltrainer.dataset.TrainValidationSplit;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.tokenizer.LoadedTokenizer;
import java.util.List;

/**
 * All that is decided before the first step. Closing it closes the dataset and the tokenizer.
 *
 * @param steps of the whole job, those before a resumption included
 * @param samplePrompts prompts for which stories are sampled
 */
public record TrainingPlan(
        StartingPoint start,
        Hyperparameters hyperparameters,
        Architecture architecture,
        int steps,
        StepIntervals intervals,
        Dataset dataset,
        TrainValidationSplit.Method splitMethod,
        List<String> samplePrompts,
        LoadedTokenizer tokenizer,
        ArtifactReference corpus)
        implements AutoCloseable {
    public TrainingPlan {
        samplePrompts = List.copyOf(samplePrompts);
    }

    /**
     * Steps to the end of the job, or to the next one after which it validates, samples or saves.
     */
    public long stepsUntilInterval(long step) {
        return Math.min(steps - step, intervals.untilNext(step));
    }

    @Override
    public void close() {
        dataset.close();
        tokenizer.close();
    }
}
