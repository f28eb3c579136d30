package io.conteur.gpt.training;

/**
 * The learning rate over a training: it rises linearly over the warm-up steps, stays, and falls
 * linearly to zero.
 *
 * @param learningRate of the hidden matrices at its highest
 * @param warmUpSteps over which it rises
 * @param decayFraction share of all steps over which it falls
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

    /** Share of the highest rate for the step after {@code done} of {@code steps}. */
    double factor(long done, int steps) {
        double rising = warmUpSteps == 0 ? 1 : (done + 1.0) / warmUpSteps;
        double falling = (steps - done) / Math.max(1, decayFraction * steps);
        return Math.max(0, Math.min(1, Math.min(rising, falling)));
    }
}
