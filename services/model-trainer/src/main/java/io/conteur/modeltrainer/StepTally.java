package io.conteur.modeltrainer;

import io.conteur.gpt.training.StepResult;
import org.jspecify.annotations.Nullable;

/**
 * Mean loss and speed of the steps since the last event; the values before when there were none.
 */
final class StepTally {
    private double losses;
    private long steps;
    private long tokens;
    private long nanos;
    private @Nullable Double loss;
    private @Nullable Double tokensPerSecond;

    /** Counts a step and the time it took. */
    void add(StepResult result, long nanos) {
        losses += result.loss();
        steps++;
        tokens += result.tokens();
        this.nanos += nanos;
        loss = losses / steps;
        tokensPerSecond = this.nanos == 0 ? null : tokens * 1e9 / this.nanos;
    }

    /** The values went out; the next steps count anew. */
    void told() {
        losses = 0;
        steps = 0;
        tokens = 0;
        nanos = 0;
    }

    void recall(@Nullable Double loss) {
        this.loss = loss;
    }

    @Nullable Double loss() {
        return loss;
    }

    @Nullable Double tokensPerSecond() {
        return tokensPerSecond;
    }
}
