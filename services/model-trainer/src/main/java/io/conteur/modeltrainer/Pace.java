package io.conteur.modeltrainer;

import java.util.function.LongSupplier;

/**
 * How fast a job goes on this machine right now.
 *
 * @param secondsPerStep the mean of the timed steps
 * @param secondsPerValidation of one validation
 */
record Pace(double secondsPerStep, double secondsPerValidation) {
    /** A trial ends after so many steps. */
    static final int MAX_STEPS = 50;

    /** The first steps pay for compilation and first allocations. */
    private static final int WARM_UP_STEPS = 2;

    private static final int MIN_TIMED_STEPS = 3;
    private static final double ENOUGH_SECONDS = 3;

    /** Times a few steps of a learner that is thrown away afterwards. */
    static Pace of(Learner trial, HeldOut heldOut, Studio studio) {
        for (int i = 0; i < WARM_UP_STEPS; i++) {
            trial.step();
            studio.pulse().beatOrStop();
        }
        double secondsPerStep = secondsPerStep(trial, studio);
        long began = studio.nanoTime().getAsLong();
        new Validation(heldOut, studio.pulse()).of(trial);
        studio.pulse().beatOrStop();
        return new Pace(secondsPerStep, secondsSince(began, studio.nanoTime()));
    }

    /**
     * As many steps as fit beside the default number of validations, though these get no more than
     * half of the time; one at least.
     */
    int stepsWithin(double seconds) {
        double validations =
                Math.min(seconds / 2, Cadence.MAX_TIMES_PER_JOB * secondsPerValidation);
        return (int)
                Math.max(1, Math.min(Integer.MAX_VALUE, (seconds - validations) / secondsPerStep));
    }

    private static double secondsPerStep(Learner trial, Studio studio) {
        long began = studio.nanoTime().getAsLong();
        for (int timed = 1; ; timed++) {
            trial.step();
            studio.pulse().beatOrStop();
            double seconds = secondsSince(began, studio.nanoTime());
            boolean enough = timed >= MIN_TIMED_STEPS && seconds >= ENOUGH_SECONDS;
            if (enough || timed == MAX_STEPS - WARM_UP_STEPS) {
                return seconds / timed;
            }
        }
    }

    private static double secondsSince(long began, LongSupplier nanoTime) {
        return (nanoTime.getAsLong() - began) / 1e9;
    }
}
