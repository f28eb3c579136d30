package io.conteur.gpt.training;

import io.conteur.gpt.model.Precision;
import org.jspecify.annotations.Nullable;

/**
 * Dynamic loss scaling of fp16 training (<a href="https://arxiv.org/abs/1710.03740">Micikevicius et
 * al., 2018</a>): multiplies the loss so that small gradients do not underflow; halved by every
 * step whose gradients are not finite, doubled after many that are. The other precisions need none.
 */
public final class LossScaler {
    private static final double INITIAL = 1 << 16;
    private static final int GROWTH_INTERVAL = 1000;

    private final boolean dynamic;
    private double value;
    private int steadySteps;

    /**
     * @param state null in a checkpoint older than loss scaling
     */
    public LossScaler(Precision precision, @Nullable State state) {
        this.dynamic = precision == Precision.FP16;
        if (dynamic && state != null && state.value > 0) {
            this.value = state.value;
            this.steadySteps = state.steadySteps;
        } else {
            this.value = dynamic ? INITIAL : 1;
        }
    }

    /**
     * For the checkpoint.
     *
     * @param value 0 before the first step
     * @param steadySteps since the last change or overflow
     */
    public record State(double value, int steadySteps) {
        public static final State NEW = new State(0, 0);
    }

    /**
     * The factor of the summed nats of this many targets. Only fp16 needs their mean: gradients of
     * the sum do not overflow the other precisions.
     */
    public double ofNats(long targets) {
        return dynamic ? value / targets : 1;
    }

    public State state() {
        return new State(value, steadySteps);
    }

    /**
     * After a step.
     *
     * @param finite whether its gradients were
     */
    public void adjust(boolean finite) {
        if (!dynamic) {
            return;
        }
        steadySteps = finite ? steadySteps + 1 : 0;
        if (!finite) {
            value = Math.max(1, value / 2);
        } else if (steadySteps == GROWTH_INTERVAL) {
            value *= 2;
            steadySteps = 0;
        }
    }
}
