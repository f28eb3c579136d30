package io.conteur.gpt;

/**
 * How a model is trained.
 *
 * @param steps in all; the schedule needs to know
 * @param batch sequences per step
 * @param weightDecay decoupled, on matrices alone
 * @param maxGradientNorm longer gradients are shortened to it
 * @param seed decides initial weights and the order of the examples
 */
public record TrainingOptions(
        int steps,
        int batch,
        Optimizer optimizer,
        Schedule schedule,
        double weightDecay,
        double maxGradientNorm,
        Precision precision,
        long seed) {
    /** What moves the weights of the hidden matrices; the others always move by Adam. */
    public enum Optimizer {
        /** Momentum, orthogonalised (Jordan et al., 2024). */
        MUON,
        /** Adam with decoupled weight decay (Loshchilov and Hutter, 2019). */
        ADAMW
    }

    /** The arithmetic of a step; weights and moments are always fp32. */
    public enum Precision {
        BF16(15),
        FP32(6);

        final int torchType;

        Precision(int torchType) {
            this.torchType = torchType;
        }
    }

    public TrainingOptions {
        require(steps >= 1, "steps must be at least 1, is " + steps);
        require(batch >= 1, "batch must be at least 1, is " + batch);
        require(weightDecay >= 0, "weightDecay must not be negative, is " + weightDecay);
        require(maxGradientNorm > 0, "maxGradientNorm must be positive, is " + maxGradientNorm);
    }

    /** The recipe that learns fastest on a corpus of stories. */
    public static TrainingOptions defaults(int steps, int batch) {
        return new TrainingOptions(
                steps,
                batch,
                Optimizer.MUON,
                new Schedule(0.02, 10, 0.7),
                0.2,
                1,
                Precision.BF16,
                0);
    }

    public TrainingOptions withPrecision(Precision precision) {
        return new TrainingOptions(
                steps, batch, optimizer, schedule, weightDecay, maxGradientNorm, precision, seed);
    }

    public TrainingOptions withSeed(long seed) {
        return new TrainingOptions(
                steps, batch, optimizer, schedule, weightDecay, maxGradientNorm, precision, seed);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
