package io.conteur.modeltrainer.checkpoint;

import io.conteur.events.training.TrainingSettings;
import io.conteur.modeltrainer.job.Hyperparameters;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The retention policy of a job: keep the last n checkpoints, the best, and every k-th step.
 *
 * @param every steps between the latter; null for none
 */
public record RetentionPolicy(int last, @Nullable Integer every) {
    public static RetentionPolicy of(TrainingSettings settings) {
        return new RetentionPolicy(
                Objects.requireNonNullElse(
                        settings.keepLast(), Hyperparameters.RETAINED_CHECKPOINTS),
                settings.keepEverySteps());
    }

    /** This policy, keeping at least the last n checkpoints. */
    public RetentionPolicy atLeast(int n) {
        return new RetentionPolicy(Math.max(last, n), every);
    }

    /**
     * Steps whose checkpoints are to be deleted.
     *
     * @param steps of all checkpoints, ascending
     */
    List<Long> expired(List<Long> steps, long best) {
        return steps.subList(0, Math.max(0, steps.size() - last)).stream()
                .filter(step -> step != best && (every == null || step % every != 0))
                .toList();
    }
}
