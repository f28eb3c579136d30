package io.conteur.modeltrainer;

import io.conteur.events.TrainingSettings;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * After which steps a job validates, samples and saves; at the end it does all three.
 *
 * @param checkpointEvery steps; null for one checkpoint per {@code checkpointInterval}
 */
record Cadence(
        int validateEvery,
        int sampleEvery,
        @Nullable Integer checkpointEvery,
        Duration checkpointInterval) {
    /**
     * Validations of a job by default: one before the first step, five on the way or at the end.
     */
    static final int MAX_TIMES_PER_JOB = 6;

    private static final int TIMES_PER_JOB = MAX_TIMES_PER_JOB - 1;

    /** What the request leaves open happens five times in a job. */
    static Cadence of(TrainingSettings settings, int steps, Duration checkpointInterval) {
        int share = (steps + TIMES_PER_JOB - 1) / TIMES_PER_JOB;
        return new Cadence(
                Objects.requireNonNullElse(settings.validateEverySteps(), share),
                Objects.requireNonNullElse(settings.sampleEverySteps(), share),
                settings.checkpointEverySteps(),
                checkpointInterval);
    }

    boolean validates(long step) {
        return step % validateEvery == 0;
    }

    boolean samples(long step) {
        return step % sampleEvery == 0;
    }

    boolean saves(long step, long nanosSinceLast) {
        return checkpointEvery == null
                ? nanosSinceLast >= checkpointInterval.toNanos()
                : step % checkpointEvery == 0;
    }
}
