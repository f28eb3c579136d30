package io.conteur.gpt.training;

import io.conteur.gpt.model.Precision;

/**
 * The hyperparameters of a training.
 *
 * @param steps in all, for the learning rate schedule
 * @param batch sequences per step
 * @param weightDecay decoupled, of the hidden matrices alone
 * @param maxGradientNorm to which the global norm of the gradients is clipped
 * @param dropout probability, on what attention and MLP add to the residual stream
 * @param averaging decay of the exponential moving average of the weights, such as 0.999; the
 *     average is what is then scored, sampled and saved as the model. 0 for none
 * @param seed of the initial weights, the order of the examples, and dropout
 */
public record TrainingOptions(
        int steps,
        int batch,
        OptimizerKind optimizer,
        LearningRateSchedule schedule,
        double weightDecay,
        double maxGradientNorm,
        double dropout,
        double averaging,
        Precision precision,
        long seed) {
    public TrainingOptions {
        require(steps >= 1, "steps must be at least 1, is " + steps);
        require(batch >= 1, "batch must be at least 1, is " + batch);
        require(weightDecay >= 0, "weightDecay must not be negative, is " + weightDecay);
        require(maxGradientNorm > 0, "maxGradientNorm must be positive, is " + maxGradientNorm);
        require(dropout >= 0 && dropout < 1, "dropout must be from 0 to below 1, is " + dropout);
        require(
                averaging >= 0 && averaging < 1,
                "averaging must be from 0 to below 1, is " + averaging);
    }

    /**
     * The hyperparameters that learn fastest on a corpus of stories.
     *
     * @param precision such as {@code MatmulBenchmark.fastest()}
     */
    public static TrainingOptions defaults(int steps, int batch, Precision precision) {
        return new TrainingOptions(
                steps,
                batch,
                OptimizerKind.MUON,
                new LearningRateSchedule(0.02, 10, 0.7),
                0.2,
                1,
                0,
                0,
                precision,
                0);
    }

    public TrainingOptions withPrecision(Precision precision) {
        return with(optimizer, dropout, averaging, precision, seed);
    }

    public TrainingOptions withOptimizer(OptimizerKind optimizer) {
        return with(optimizer, dropout, averaging, precision, seed);
    }

    public TrainingOptions withDropout(double dropout) {
        return with(optimizer, dropout, averaging, precision, seed);
    }

    public TrainingOptions withAveraging(double averaging) {
        return with(optimizer, dropout, averaging, precision, seed);
    }

    public TrainingOptions withSeed(long seed) {
        return with(optimizer, dropout, averaging, precision, seed);
    }

    private TrainingOptions with(
            OptimizerKind optimizer,
            double dropout,
            double averaging,
            Precision precision,
            long seed) {
        return new TrainingOptions(
                steps,
                batch,
                optimizer,
                schedule,
                weightDecay,
                maxGradientNorm,
                dropout,
                averaging,
                precision,
                seed);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
