package io.conteur.gpt.diloco;

import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent with Nesterov momentum on the pseudo-gradients of rounds, as <a
 * href="https://arxiv.org/abs/2311.08105">DiLoCo</a> has it. A rate of 1 without momentum is plain
 * averaging of the weights; that is what a round of a single worker gets, which then trains as if
 * there were no rounds.
 */
public final class OuterOptimizer {
    private final float learningRate;
    private final float momentum;
    private @Nullable WeightVector velocity;

    /**
     * @param learningRate above 0
     * @param momentum from 0 to below 1
     */
    public OuterOptimizer(double learningRate, double momentum) {
        if (!(learningRate > 0)) {
            throw new IllegalArgumentException("the rate must be above 0, is " + learningRate);
        }
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException(
                    "momentum must be from 0 to below 1, is " + momentum);
        }
        this.learningRate = (float) learningRate;
        this.momentum = (float) momentum;
    }

    /** The sum of pseudo-gradients that decays by the momentum; null before the first. */
    @Nullable WeightVector velocity() {
        return velocity;
    }

    /** Goes on with the velocity of an earlier round. */
    void resume(WeightVector velocity) {
        this.velocity = velocity;
    }

    /**
     * Updates the weights by the pseudo-gradient of a round.
     *
     * @param workers that contributed to it
     */
    void step(WeightVector weights, WeightVector pseudoGradient, int workers) {
        if (workers == 1) {
            velocity = pseudoGradient;
            weights.add(pseudoGradient, -1);
            return;
        }
        WeightVector moving = velocity == null ? pseudoGradient.zeros() : velocity;
        moving.scale(momentum);
        moving.add(pseudoGradient, 1);
        velocity = moving;
        weights.add(pseudoGradient, -learningRate);
        weights.add(moving, -learningRate * momentum);
    }
}
