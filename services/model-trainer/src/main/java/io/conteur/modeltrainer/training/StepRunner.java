package io.conteur.modeltrainer.training;

import io.conteur.gpt.training.StepResult;
import io.conteur.modeltrainer.reporting.Losses;
import io.conteur.modeltrainer.reporting.TrainingMetrics;
import io.conteur.modeltrainer.session.StepOutOfMemoryException;
import io.conteur.workersupport.JobEndedException;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * Makes, times and reports steps; one that runs out of memory is retried with smaller
 * micro-batches.
 */
public record StepRunner(ActiveTraining training, TrainingMetrics metrics, LongSupplier nanoTime)
        implements TrainingSteps {
    @Override
    public void advance() {
        var unused = step();
    }

    /**
     * Makes a step.
     *
     * @throws JobEndedException when the loss is not finite, or there is too little memory
     */
    public StepResult step() {
        long began = nanoTime.getAsLong();
        StepResult result = stepWithinMemory();
        long nanos = nanoTime.getAsLong() - began;
        training.control().beat();
        Losses.requireFinite(result.loss(), training.session().stepsDone());
        metrics.stepped(result, nanos);
        training.progress().stepped(result, nanos);
        return result;
    }

    private StepResult stepWithinMemory() {
        while (true) {
            try {
                return training.session().step();
            } catch (StepOutOfMemoryException e) {
                OptionalInt tokens = training.session().halveMicroBatches();
                if (tokens.isEmpty()) {
                    throw JobEndedException.failed(
                            "there is too little memory for a step: " + e.getMessage());
                }
                training.progress()
                        .running(
                                "there was too little memory; summing gradients over parts of %d tokens"
                                        .formatted(tokens.getAsInt()));
            }
        }
    }
}
