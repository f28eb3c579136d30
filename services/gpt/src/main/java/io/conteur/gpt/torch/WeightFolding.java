package io.conteur.gpt.torch;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.ParameterGroup;
import io.conteur.gpt.model.WeightLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Folds weights into the matrices, and the precision, by which the forward pass multiplies: the
 * weights of a norm become part of the matrices that read its output ({@code fold} in {@code
 * gpt.py}).
 */
public final class WeightFolding {
    private final TorchScriptModule script;
    private final LaneExecutor lanes;
    private final List<ParameterGroup> groups;
    private final NDList weights;

    public WeightFolding(
            TorchScriptModule script,
            LaneExecutor lanes,
            List<ParameterGroup> groups,
            NDList weights) {
        this.script = script;
        this.lanes = lanes;
        this.groups = groups;
        this.weights = weights;
    }

    /** The folded matrices of the weights as they are now, named as the script's argument p. */
    public NDList fold(NDManager manager) {
        WeightLayout.asArgument("w", weights);
        List<Supplier<NDList>> calls = new ArrayList<>();
        for (ParameterGroup group : groups) {
            calls.add(() -> script.call(manager, "fold", group.ofWeights(weights)));
        }
        NDList folded = new NDList();
        lanes.run(calls).forEach(folded::addAll);
        return WeightLayout.asArgument("p", folded);
    }
}
