package io.conteur.gpt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Moves the weights by their gradients, group by group. */
final class Mover {
    private final Script script;
    private final Lanes lanes;
    private final List<Group> groups;
    private final MovingRules rules;
    private final NDList weights;
    private final Moments moments;

    Mover(
            Script script,
            Lanes lanes,
            List<Group> groups,
            MovingRules rules,
            NDList weights,
            Moments moments) {
        this.script = script;
        this.lanes = lanes;
        this.groups = groups;
        this.rules = rules;
        this.weights = weights;
        this.moments = moments;
    }

    /**
     * @param norm of all gradients together
     * @param gradients one per weight
     */
    record Combined(float norm, NDList gradients) {}

    /** The gradients of the weights out of those of the prepared matrices. */
    Combined combine(NDManager manager, List<NDList> shares) {
        shares.forEach(share -> Weights.asArgument("found", share));
        Weights.asArgument("w", weights);
        List<Supplier<NDList>> calls = new ArrayList<>();
        for (Group group : groups) {
            List<NDArray> arguments = new ArrayList<>();
            shares.forEach(share -> arguments.addAll(group.ofPrepared(share)));
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
     * Moves all weights, as after {@code done} steps.
     *
     * @param scale that multiplied the gradients
     */
    void move(NDManager manager, Combined combined, double scale, long done) {
        Weights.asArgument("g", combined.gradients());
        Weights.asArgument("w", weights);
        Weights.asArgument("m", moments.first());
        Weights.asArgument("v", moments.second());
        List<Supplier<NDList>> calls = new ArrayList<>();
        for (Group group : groups) {
            List<NDArray> arguments = new ArrayList<>(group.ofWeights(combined.gradients()));
            arguments.addAll(group.ofWeights(weights));
            arguments.addAll(group.ofWeights(moments.first()));
            arguments.addAll(group.ofWeights(moments.second()));
            arguments.addAll(rules.arguments(manager, group, done));
            arguments.add(manager.create(rules.settings(combined.norm(), scale, done)));
            calls.add(() -> script.call(manager, "move", arguments));
        }
        lanes.run(calls);
    }
}
