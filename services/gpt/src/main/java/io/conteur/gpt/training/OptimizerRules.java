package io.conteur.gpt.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.ParameterGroup;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.model.WeightLayout.Role;
import io.conteur.gpt.model.WeightLayout.Slot;
import java.util.List;

/** Optimizer, learning rate and weight decay of each weight in a step. */
public final class OptimizerRules {
    // Beside Muon, the weights that are no hidden matrices have Adam at these multiples of its
    // rate.
    private static final double EMBEDDING_RATE = 8.5;
    private static final double HEAD_RATE = 0.35;
    private static final double NORM_RATE = 0.5;

    private static final float INITIAL_MOMENTUM = 0.85f;
    private static final float MOMENTUM = 0.95f;
    private static final int MOMENTUM_WARM_UP_STEPS = 300;
    private static final float MUON_BETA_1 = 0.8f;
    private static final float ADAMW_BETA_1 = 0.9f;
    private static final float BETA_2 = 0.95f;
    private static final float ADAM_BETA_2 = 0.999f;

    private final List<Slot> slots;
    private final List<ParameterGroup> groups;
    private final TrainingOptions options;

    public OptimizerRules(Architecture architecture, TrainingOptions options) {
        this.slots = WeightLayout.layout(architecture);
        this.groups = ParameterGroup.of(architecture);
        this.options = options;
    }

    List<ParameterGroup> groups() {
        return groups;
    }

    static boolean usesMuon(Slot slot, TrainingOptions options) {
        return options.optimizer() == OptimizerKind.MUON && isHiddenMatrix(slot);
    }

    /** The learning rate of the hidden matrices after {@code done} steps. */
    public double learningRate(long done) {
        return options.schedule().learningRate() * options.schedule().factor(done, options.steps());
    }

    /** The script's arguments rates, decays and kinds for one group. */
    List<NDArray> arguments(NDManager manager, ParameterGroup group, long done) {
        float[] rates = new float[group.weights()];
        float[] decays = new float[group.weights()];
        int[] kinds = new int[group.weights()];
        for (int i = 0; i < rates.length; i++) {
            Slot slot = slots.get(group.from() + i);
            Rule rule = rule(slot);
            rates[i] = (float) (learningRate(done) * rule.rateFactor);
            decays[i] = (float) rule.decay;
            kinds[i] = rule.muon ? 1 : 0;
        }
        return List.of(manager.create(rates), manager.create(decays), manager.create(kinds));
    }

    /**
     * How one weight is optimised.
     *
     * @param muon or Adam
     * @param rateFactor of the learning rate of the hidden matrices
     * @param decay of the weight
     */
    public record Rule(boolean muon, double rateFactor, double decay) {}

    public Rule rule(Slot slot) {
        return new Rule(
                usesMuon(slot, options),
                rateFactor(slot),
                hasDecay(slot) ? options.weightDecay() : 0);
    }

    /**
     * The same for all weights in a step.
     *
     * @param factor unscales and clips the gradients
     */
    public record Settings(float factor, float momentum, float beta1, float beta2) {}

    public Settings settings(float scaledNorm, double scale, long done) {
        double maxScaledNorm = scale * options.maxGradientNorm();
        float factor = (float) (Math.min(1, maxScaledNorm / scaledNorm) / scale);
        float warmUp = Math.min(1, (float) done / MOMENTUM_WARM_UP_STEPS);
        float momentum = INITIAL_MOMENTUM + warmUp * (MOMENTUM - INITIAL_MOMENTUM);
        float beta1 = options.optimizer() == OptimizerKind.MUON ? MUON_BETA_1 : ADAMW_BETA_1;
        float beta2 = options.optimizer() == OptimizerKind.ADAM ? ADAM_BETA_2 : BETA_2;
        return new Settings(factor, momentum, beta1, beta2);
    }

    private double rateFactor(Slot slot) {
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

    private boolean hasDecay(Slot slot) {
        return isHiddenMatrix(slot) && options.optimizer() != OptimizerKind.ADAM;
    }

    private static boolean isHiddenMatrix(Slot slot) {
        return slot.role() == Role.MATRIX || slot.role() == Role.PROJECTION;
    }
}
