package io.conteur.gpt;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Brings the weights into the form and precision that the script multiplies by. */
final class Preparation {
    private final Script script;
    private final Lanes lanes;
    private final List<Group> groups;
    private final NDList weights;

    Preparation(Script script, Lanes lanes, List<Group> groups, NDList weights) {
        this.script = script;
        this.lanes = lanes;
        this.groups = groups;
        this.weights = weights;
    }

    /** The prepared matrices of the weights as they are now, named as the script's argument p. */
    NDList of(NDManager manager) {
        Weights.asArgument("w", weights);
        List<Supplier<NDList>> calls = new ArrayList<>();
        for (Group group : groups) {
            calls.add(() -> script.call(manager, "prepare", group.ofWeights(weights)));
        }
        NDList prepared = new NDList();
        lanes.run(calls).forEach(prepared::addAll);
        return Weights.asArgument("p", prepared);
    }
}
