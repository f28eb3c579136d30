package io.conteur.modeltrainer;

import io.conteur.events.training.TrainingSettings;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * After which steps a job validates, samples and saves; at the end it does all three.
 *
 * @param checkpointEvery steps; null for one checkpoint per {@code checkpointInterval} or, of a
 *     large model, less often
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

    /** In durations of a save. */
    private static final int MIN_INTERVAL = 50;

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

    /**
     * Without named steps, after the interval; and seldom enough that saving takes less than a
     * fiftieth of the time.
     *
     * @param nanosOfLast that the last save took
     */
    boolean saves(long step, long nanosSinceLast, long nanosOfLast) {
        return checkpointEvery == null
                ? nanosSinceLast >= checkpointInterval.toNanos()
                        && affords(nanosSinceLast, nanosOfLast)
                : step % checkpointEvery == 0;
    }

    /** Whether saving again takes less than a fiftieth of the time. */
    static boolean affords(long nanosSinceLast, long nanosOfLast) {
        return nanosSinceLast >= MIN_INTERVAL * nanosOfLast;
    }
}
