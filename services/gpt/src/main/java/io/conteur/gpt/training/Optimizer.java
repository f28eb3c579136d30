package io.conteur.gpt.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.ParameterGroup;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.torch.LaneExecutor;
import io.conteur.gpt.torch.TorchScriptModule;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Updates the weights by their gradients, group by group. */
public final class Optimizer {
    private final TorchScriptModule script;
    private final LaneExecutor lanes;
    private final OptimizerRules rules;
    private final NDList weights;
    private final OptimizerState state;

    public Optimizer(
            TorchScriptModule script,
            LaneExecutor lanes,
            OptimizerRules rules,
            NDList weights,
            OptimizerState state) {
        this.script = script;
        this.lanes = lanes;
        this.rules = rules;
        this.weights = weights;
        this.state = state;
    }

    /**
     * @param norm the global norm of all gradients
     * @param gradients one per weight
     */
    public record Combined(float norm, NDList gradients) {}

    /**
     * The gradients of the weights: those of the folded matrices, summed over lanes and unfolded.
     */
    public Combined combine(NDManager manager, List<NDList> byLane) {
        byLane.forEach(lane -> WeightLayout.asArgument("grads", lane));
        WeightLayout.asArgument("w", weights);
        List<Supplier<NDList>> calls = new ArrayList<>();
        for (ParameterGroup group : rules.groups()) {
            List<NDArray> arguments = new ArrayList<>();
            byLane.forEach(lane -> arguments.addAll(group.ofFolded(lane)));
            arguments.addAll(group.ofWeights(weights));
            calls.add(() -> script.call(manager, "combine", arguments));
        }
        double squares = 0;
        NDList gradients = new NDList();
        for (NDList result : lanes.run(calls)) {
            squares += result.head().getFloat();
            gradients.addAll(result.subNDList(1));
        }
        return new Combined((float) Math.sqrt(squares), gradients);
    }

    /**
     * The optimizer step after {@code done} steps.
     *
     * @param scale by which the gradients are too large
     */
    public void update(NDManager manager, Combined combined, double scale, long done) {
        WeightLayout.asArgument("g", combined.gradients());
        WeightLayout.asArgument("w", weights);
        WeightLayout.asArgument("m", state.first());
        WeightLayout.asArgument("v", state.second());
        OptimizerRules.Settings settings = rules.settings(combined.norm(), scale, done);
        float[] numbers = {
            settings.factor(), settings.momentum(), settings.beta1(), settings.beta2(), done + 1
        };
        List<Supplier<NDList>> calls = new ArrayList<>();
        for (ParameterGroup group : rules.groups()) {
            List<NDArray> arguments = new ArrayList<>(group.ofWeights(combined.gradients()));
            arguments.addAll(group.ofWeights(weights));
            arguments.addAll(group.ofWeights(state.first()));
            arguments.addAll(group.ofWeights(state.second()));
            arguments.addAll(rules.arguments(manager, group, done));
            arguments.add(manager.create(numbers));
            calls.add(() -> script.call(manager, "update", arguments));
        }
        lanes.run(calls);
    }
}
