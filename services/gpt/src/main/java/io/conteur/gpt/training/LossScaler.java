package io.conteur.gpt.training;

import io.conteur.gpt.model.Precision;
import org.jspecify.annotations.Nullable;

/**
 * What the loss of an fp16 step is multiplied by, so that small gradients do not vanish: halved by
 * every step whose gradients are not finite, doubled after many that are (Micikevicius et al.,
 * 2018). The other precisions need none.
 */
public final class LossScaler {
    private static final double FIRST = 1 << 16;
    private static final int STEADY_STEPS = 1000;

    private final boolean dynamic;
    private double value;
    private int steadySteps;

    /**
     * @param state null in a checkpoint of before there was one
     */
    public LossScaler(Precision precision, @Nullable State state) {
        this.dynamic = precision == Precision.FP16;
        if (dynamic && state != null && state.value > 0) {
            this.value = state.value;
            this.steadySteps = state.steadySteps;
        } else {
            this.value = dynamic ? FIRST : 1;
        }
    }

    /**
     * What a resumed training has to know.
     *
     * @param value 0 before the first step
     * @param steadySteps since the last change
     */
    public record State(double value, int steadySteps) {
        public static final State NEW = new State(0, 0);
    }

    /**
     * What the summed nats of so many targets are multiplied by. Only fp16 needs their mean: the
     * others hold the gradients of the sum as well.
     */
    public double ofNats(long targets) {
        return dynamic ? value / targets : 1;
    }

    public State state() {
        return new State(value, steadySteps);
    }

    /** After a step. */
    public void adjust(boolean finite) {
        if (!dynamic) {
            return;
        }
        steadySteps = finite ? steadySteps + 1 : 0;
        if (!finite) {
            value = Math.max(1, value / 2);
        } else if (steadySteps == STEADY_STEPS) {
            value *= 2;
            steadySteps = 0;
        }
    }
}
