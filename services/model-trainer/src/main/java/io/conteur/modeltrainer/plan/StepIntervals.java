package io.conteur.modeltrainer.plan;

import io.conteur.events.training.TrainingSettings;
import io.conteur.modeltrainer.job.Hyperparameters;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Intervals in steps at which a job validates, samples and saves. It does all three after the final
 * step, too.
 *
 * @param checkpointEverySteps null to save by time: every {@code checkpointInterval}, or less often
 *     when saving takes long
 */
public record StepIntervals(
        int validateEverySteps,
        int sampleEverySteps,
        @Nullable Integer checkpointEverySteps,
        Duration checkpointInterval) {
    /** Validations of a job by default: one before the first step, the others after steps. */
    static final int MAX_VALIDATIONS = Hyperparameters.EVALUATIONS_PER_JOB + 1;

    /** Minimum time between time-based checkpoints, as a multiple of the save duration. */
    private static final int MIN_INTERVAL = 50;

    /** Intervals of the request, else such that each happens a default number of times. */
    static StepIntervals of(TrainingSettings settings, int steps, Duration checkpointInterval) {
        int share =
                (steps + Hyperparameters.EVALUATIONS_PER_JOB - 1)
                        / Hyperparameters.EVALUATIONS_PER_JOB;
        return new StepIntervals(
                Objects.requireNonNullElse(settings.validateEverySteps(), share),
                Objects.requireNonNullElse(settings.sampleEverySteps(), share),
                settings.checkpointEverySteps(),
                checkpointInterval);
    }

    /** Steps to the next one after which a job validates, samples or saves. */
    long untilNext(long step) {
        long next =
                Math.min(
                        validateEverySteps - step % validateEverySteps,
                        sampleEverySteps - step % sampleEverySteps);
        return checkpointEverySteps == null
                ? next
                : Math.min(next, checkpointEverySteps - step % checkpointEverySteps);
    }

    public boolean validatesAfter(long step) {
        return step % validateEverySteps == 0;
    }

    public boolean samplesAfter(long step) {
        return step % sampleEverySteps == 0;
    }

    /**
     * Whether a checkpoint is due.
     *
     * @param nanosSinceLast since the last save ended
     * @param nanosOfSave that a save takes
     */
    public boolean savesAfter(long step, long nanosSinceLast, long nanosOfSave) {
        return checkpointEverySteps == null
                ? nanosSinceLast >= checkpointInterval.toNanos()
                        && affords(nanosSinceLast, nanosOfSave)
                : step % checkpointEverySteps == 0;
    }

    /** Whether saving now takes less than a fiftieth of the time. */
    public static boolean affords(long nanosSinceLast, long nanosOfSave) {
        return nanosSinceLast >= MIN_INTERVAL * nanosOfSave;
    }
}
