package io.conteur.gpt.path;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.ParameterGroup;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.model.WeightLayout;
import io.conteur.gpt.torch.BatchScorer;
import io.conteur.gpt.torch.LaneExecutor;
import io.conteur.gpt.torch.PackedBatch;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.torch.TorchThreads;
import io.conteur.gpt.torch.WeightFolding;
import io.conteur.gpt.training.BatchGradients;
import io.conteur.gpt.training.Optimizer;
import io.conteur.gpt.training.OptimizerRules;
import java.util.ArrayList;
import java.util.List;

/** {@code gpt.py}: each core a lane of its own, in blocks for its cache. */
final class BlockedPath implements TrainingPath {
    private final Trained trained;
    private final TorchScriptModule script;
    private final LaneExecutor lanes = new LaneExecutor(TorchThreads.count());
    private final List<ParameterGroup> groups;
    private final BatchGradients gradients;
    private final Optimizer optimizer;

    BlockedPath(Trained trained) {
        this.trained = trained;
        this.script =
                TorchScriptModule.gpt(
                        trained.manager(),
                        trained.architecture(),
                        trained.options().precision(),
                        trained.options().dropout());
        this.groups = ParameterGroup.of(trained.architecture());
        this.gradients =
                new BatchGradients(
                        script, lanes, new WeightFolding(script, lanes, groups, trained.weights()));
        this.optimizer =
                new Optimizer(
                        script,
                        lanes,
                        new OptimizerRules(trained.architecture(), trained.options()),
                        trained.weights(),
                        trained.state());
    }

    @Override
    public PathKind kind() {
        return PathKind.BLOCKED;
    }

    @Override
    public int microBatchTokens() {
        return PackedBatch.MICRO_BATCH_TOKENS;
    }

    @Override
    public Gradients gradients(
            NDManager manager, List<Example> examples, BatchGradients.Settings settings) {
        BatchGradients.Result result = gradients.of(manager, examples, settings);
        Optimizer.Combined combined = optimizer.combine(manager, result.byLane());
        return new Gradients(result.loss(), result.scale(), combined.norm(), combined.gradients());
    }

    @Override
    public void update(NDManager manager, Gradients computed, long done) {
        Optimizer.Combined combined = new Optimizer.Combined(computed.norm(), computed.gradients());
        optimizer.update(manager, combined, computed.scale(), done);
    }

    @Override
    public void updateAverage(NDManager manager, NDList average, double rate) {
        List<NDArray> arguments = new ArrayList<>(WeightLayout.asArgument("a", average));
        arguments.addAll(WeightLayout.asArgument("w", trained.weights()));
        arguments.add(manager.create(rate));
        script.call(manager, "update_average", arguments);
    }

    @Override
    public Score score(NDList weights, List<Example> examples) {
        WeightFolding folding = new WeightFolding(script, lanes, groups, weights);
        return new BatchScorer(script, lanes, folding).score(trained.manager(), examples);
    }

    @Override
    public void close() {
        lanes.close();
        script.close();
    }
}
