package io.conteur.modeltrainer.reporting;

import io.conteur.gpt.training.StepResult;
import org.jspecify.annotations.Nullable;

/**
 * Mean loss, gradient norm and throughput of the steps since the last progress event; those of the
 * event before while there are none. Once there are rounds, the throughput is that of all trainers
 * in the last one.
 */
final class StepStatistics {
    private double losses;
    private long steps;
    private long tokens;
    private long nanos;
    private @Nullable Double loss;
    private double norms;
    private long finiteNorms;
    private @Nullable Double tokensPerSecond;
    private @Nullable Double roundTokensPerSecond;
    private @Nullable Double learningRate;
    private @Nullable Double gradientNorm;

    void add(StepResult result, long nanos) {
        addLoss(result.loss());
        tokens += result.tokens();
        this.nanos += nanos;
        tokensPerSecond = this.nanos == 0 ? null : tokens * 1e9 / this.nanos;
        learningRate = result.learningRate();
        if (Float.isFinite(result.gradientNorm())) { // Otherwise the step changed nothing.
            norms += result.gradientNorm();
            finiteNorms++;
            gradientNorm = norms / finiteNorms;
        }
    }

    void addRound(StepResult result, long nanos) {
        addLoss(result.loss());
        roundTokensPerSecond = nanos == 0 ? null : result.tokens() * 1e9 / nanos;
    }

    private void addLoss(double added) {
        losses += added;
        steps++;
        loss = losses / steps;
    }

    /** The next step is the first of new means. */
    void reset() {
        losses = 0;
        steps = 0;
        tokens = 0;
        nanos = 0;
        norms = 0;
        finiteNorms = 0;
    }

    void restore(@Nullable Double loss) {
        this.loss = loss;
    }

    @Nullable Double loss() {
        return loss;
    }

    @Nullable Double tokensPerSecond() {
        return roundTokensPerSecond == null ? tokensPerSecond : roundTokensPerSecond;
    }

    /** Of the latest step. */
    @Nullable Double learningRate() {
        return learningRate;
    }

    @Nullable Double gradientNorm() {
        return gradientNorm;
    }
}
