package io.conteur.gpt.training;

/**
 * Warmup-stable-decay: the learning rate rises linearly over the warm-up steps, is constant, and
 * decays linearly to zero.
 *
 * @param learningRate peak, of the hidden matrices
 * @param warmUpSteps steps of the rise
 * @param decayFraction share of all steps in which it decays
 */
public record LearningRateSchedule(double learningRate, int warmUpSteps, double decayFraction) {
    public LearningRateSchedule {
        if (!(learningRate > 0 && learningRate <= 10)) {
            throw new IllegalArgumentException(
                    "learningRate must be above 0 and at most 10, is " + learningRate);
        }
        if (warmUpSteps < 0) {
            throw new IllegalArgumentException(
                    "warmUpSteps must not be negative, is " + warmUpSteps);
        }
        if (!(decayFraction >= 0 && decayFraction <= 1)) {
            throw new IllegalArgumentException(
                    "decayFraction must be from 0 to 1, is " + decayFraction);
        }
    }

    /** Share of the peak rate for the step after {@code done} of {@code steps}. */
    double factor(long done, int steps) {
        double warmUp = warmUpSteps == 0 ? 1 : (done + 1.0) / warmUpSteps;
        double decay = (steps - done) / Math.max(1, decayFraction * steps);
        return Math.max(0, Math.min(1, Math.min(warmUp, decay)));
    }
}
