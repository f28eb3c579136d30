package io.conteur.modeltrainer.plan;

import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.training.TrainingOptions;
import io.conteur.modeltrainer.dataset.Dataset;
import io.conteur.modeltrainer.evaluation.Evaluator;
import io.conteur.modeltrainer.session.TrainingSession;
import io.conteur.modeltrainer.session.TrainingSessionFactory;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import java.util.function.LongSupplier;

/** Measures how fast a model trains and validates on this machine, to turn minutes into steps. */
public record ThroughputProbe(TrainingSessionFactory sessions, LongSupplier nanoTime) {
    /** Steps of a probe, at most. */
    static final int MAX_STEPS = 50;

    /** The first steps pay for compilation and allocation. */
    private static final int WARM_UP_STEPS = 2;

    private static final int MIN_TIMED_STEPS = 3;
    private static final double ENOUGH_SECONDS = 3;

    /** Means of a probe. */
    record Throughput(double secondsPerStep, double secondsPerValidation) {
        /**
         * Steps that fit beside the default validations, for which at most half of the time is
         * reserved; at least one.
         */
        int stepsWithin(double seconds) {
            double validations =
                    Math.min(seconds / 2, StepIntervals.MAX_VALIDATIONS * secondsPerValidation);
            double steps = (seconds - validations) / secondsPerStep;
            return (int) Math.max(1, Math.min(Integer.MAX_VALUE, steps));
        }
    }

    /**
     * Times some steps and a validation of a new model, which is discarded.
     *
     * @throws HandOverException when the job has to stop
     */
    Throughput measure(
            Architecture architecture,
            TrainingOptions options,
            Dataset dataset,
            JobControl control) {
        try (TrainingSession trial = sessions.start(architecture, options, dataset.training())) {
            for (int i = 0; i < WARM_UP_STEPS; i++) {
                trial.step();
                control.beatOrStop();
            }
            double secondsPerStep = secondsPerStep(trial, control);
            long began = nanoTime.getAsLong();
            new Evaluator(dataset.validation(), control).evaluate(trial);
            control.beatOrStop();
            return new Throughput(secondsPerStep, secondsSince(began));
        }
    }

    private double secondsPerStep(TrainingSession trial, JobControl control) {
        long began = nanoTime.getAsLong();
        for (int timed = 1; ; timed++) {
            trial.step();
            control.beatOrStop();
            double seconds = secondsSince(began);
            boolean enough = timed >= MIN_TIMED_STEPS && seconds >= ENOUGH_SECONDS;
            if (enough || timed == MAX_STEPS - WARM_UP_STEPS) {
                return seconds / timed;
            }
        }
    }

    private double secondsSince(long began) {
        return (nanoTime.getAsLong() - began) / 1e9;
    }
}
