package io.conteur.modeltrainer.training;

import io.conteur.modeltrainer.plan.StepIntervals;
import io.conteur.modeltrainer.reporting.TrainingMetrics;
import java.util.function.LongSupplier;

/**
 * Tells when a checkpoint is due, from how long saving takes and how long ago the last save was.
 * The shortest save counts: an outage can only make one longer, and must not put off the next.
 */
final class CheckpointTimer {
    private final StepIntervals intervals;
    private final TrainingMetrics metrics;
    private final LongSupplier nanoTime;
    private long lastSaved;
    private long nanosOfShortest;

    CheckpointTimer(StepIntervals intervals, TrainingMetrics metrics, LongSupplier nanoTime) {
        this.intervals = intervals;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.lastSaved = nanoTime.getAsLong();
    }

    boolean dueAfter(long step) {
        return intervals.savesAfter(step, sinceLast(), nanosOfShortest);
    }

    /** Whether a checkpoint now takes no more of the time than checkpoints may. */
    boolean affordable() {
        return StepIntervals.affords(sinceLast(), nanosOfShortest);
    }

    /** Times a save. */
    void time(Runnable save) {
        long began = nanoTime.getAsLong();
        save.run();
        lastSaved = nanoTime.getAsLong();
        long nanos = lastSaved - began;
        nanosOfShortest = nanosOfShortest == 0 ? nanos : Math.min(nanosOfShortest, nanos);
        metrics.saved(nanos);
    }

    private long sinceLast() {
        return nanoTime.getAsLong() - lastSaved;
    }
}
