package io.conteur.gpt.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.ParameterGroup;
import io.conteur.gpt.model.WeightLayout.Role;
import io.conteur.gpt.model.WeightLayout.Slot;
import java.util.List;

/** How each weight moves in a step: by which optimiser, how fast, and with how much decay. */
public final class OptimizerRules {
    // With Muon, the tensors it is not made for move by Adam at these multiples of its rate.
    private static final double EMBEDDING_RATE = 8.5;
    private static final double HEAD_RATE = 0.35;
    private static final double NORM_RATE = 0.5;

    private static final float FIRST_MOMENTUM = 0.85f;
    private static final float MOMENTUM = 0.95f;
    private static final int MOMENTUM_STEPS = 300;
    private static final float MUON_BETA_1 = 0.8f;
    private static final float ADAMW_BETA_1 = 0.9f;
    private static final float BETA_2 = 0.95f;
    private static final float ADAM_BETA_2 = 0.999f;

    private final List<Slot> slots;
    private final TrainingOptions options;

    public OptimizerRules(List<Slot> slots, TrainingOptions options) {
        this.slots = slots;
        this.options = options;
    }

    static boolean byMuon(Slot slot, TrainingOptions options) {
        return options.optimizer() == OptimizerKind.MUON && hidden(slot);
    }

    /** The learning rate of the hidden matrices after {@code done} steps. */
    public double learningRate(long done) {
        return options.schedule().learningRate() * options.schedule().factor(done, options.steps());
    }

    /** The arguments rates, decays and kinds of the script for one group. */
    List<NDArray> arguments(NDManager manager, ParameterGroup group, long done) {
        float[] rates = new float[group.weights()];
        float[] decays = new float[group.weights()];
        int[] kinds = new int[group.weights()];
        for (int i = 0; i < rates.length; i++) {
            Slot slot = slots.get(group.from() + i);
            rates[i] = (float) (learningRate(done) * share(slot));
            decays[i] = decays(slot) ? (float) options.weightDecay() : 0;
            kinds[i] = byMuon(slot, options) ? 1 : 0;
        }
        return List.of(manager.create(rates), manager.create(decays), manager.create(kinds));
    }

    /** The script's argument settings; longer gradients are shortened to the longest allowed. */
    float[] settings(float scaledNorm, double scale, long done) {
        double most = scale * options.maxGradientNorm();
        float shrink = (float) (Math.min(1, most / scaledNorm) / scale);
        float rising = Math.min(1, (float) done / MOMENTUM_STEPS);
        float momentum = FIRST_MOMENTUM + rising * (MOMENTUM - FIRST_MOMENTUM);
        float beta1 = options.optimizer() == OptimizerKind.MUON ? MUON_BETA_1 : ADAMW_BETA_1;
        float beta2 = options.optimizer() == OptimizerKind.ADAM ? ADAM_BETA_2 : BETA_2;
        return new float[] {shrink, momentum, beta1, beta2, done + 1};
    }

    private double share(Slot slot) {
        if (options.optimizer() != OptimizerKind.MUON) {
            return 1;
        }
        return switch (slot.role()) {
            case EMBEDDING -> EMBEDDING_RATE;
            case HEAD -> HEAD_RATE;
            case NORM -> NORM_RATE;
            case MATRIX, PROJECTION -> 1;
        };
    }

    private boolean decays(Slot slot) {
        return hidden(slot) && options.optimizer() != OptimizerKind.ADAM;
    }

    private static boolean hidden(Slot slot) {
        return slot.role() == Role.MATRIX || slot.role() == Role.PROJECTION;
    }
}
