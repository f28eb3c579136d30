package io.conteur.gpt.path;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.model.WeightLayout.Slot;
import io.conteur.gpt.path.TrainingPath.Gradients;
import io.conteur.gpt.path.TrainingPath.Trained;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.training.OptimizerRules;
import io.conteur.gpt.training.OptimizerRules.Rule;
import io.conteur.gpt.training.OptimizerState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Updates all weights of one rule in one call: a handful of calls for a model of any depth. */
final class PlainOptimizer {
    private static final Shape ANY = new Shape();

    private final TorchScriptModule script;
    private final OptimizerRules rules;
    private final NDList weights;
    private final OptimizerState state;
    private final Map<Group, List<Integer>> groups = new LinkedHashMap<>();

    /**
     * @param shape of the matrices that Muon orthogonalises together
     */
    private record Group(Rule rule, Shape shape) {}

    PlainOptimizer(TorchScriptModule script, Trained trained) {
        this.script = script;
        this.rules = new OptimizerRules(trained.architecture(), trained.options());
        this.weights = trained.weights();
        this.state = trained.state();
        List<Slot> slots = WeightLayout.layout(trained.architecture());
        for (int i = 0; i < slots.size(); i++) {
            Rule rule = rules.rule(slots.get(i));
            Group group = new Group(rule, rule.muon() ? slots.get(i).shape() : ANY);
            groups.computeIfAbsent(group, unused -> new ArrayList<>()).add(i);
        }
    }

    /** The global norm. Waits for the device. */
    float norm(NDManager manager, NDList gradients) {
        return script.call(manager, "norm", WeightLayout.asArgument("grads", gradients))
                .head()
                .getFloat();
    }

    void update(NDManager manager, Gradients computed, long done) {
        NDManager host = TorchScriptModule.onHost(manager);
        OptimizerRules.Settings settings = rules.settings(computed.norm(), computed.scale(), done);
        groups.forEach(
                (group, members) -> {
                    List<NDArray> arguments = new ArrayList<>();
                    add(arguments, "g", computed.gradients(), members);
                    add(arguments, "w", weights, members);
                    add(arguments, "m", state.first(), members);
                    if (!group.rule.muon()) {
                        add(arguments, "v", state.second(), members);
                    }
                    arguments.add(host.create(numbers(group.rule, settings, done)));
                    script.call(manager, group.rule.muon() ? "muon" : "adam", arguments);
                });
    }

    private static void add(
            List<NDArray> arguments, String name, NDList all, List<Integer> members) {
        NDList some = new NDList();
        members.forEach(i -> some.add(all.get(i)));
        arguments.addAll(WeightLayout.asArgument(name, some));
    }

    private float[] numbers(Rule rule, OptimizerRules.Settings settings, long done) {
        float rate = (float) (rules.learningRate(done) * rule.rateFactor());
        float decay = (float) rule.decay();
        return rule.muon()
                ? new float[] {settings.factor(), rate, decay, settings.momentum()}
                : new float[] {
                    settings.factor(), rate, decay, settings.beta1(), settings.beta2(), done + 1
                };
    }
}
