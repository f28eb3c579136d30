package io.conteur.gpt.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.torch.LaneExecutor;
import io.conteur.gpt.torch.PackedBatch;
import io.conteur.gpt.torch.TorchScriptModule;
import io.conteur.gpt.torch.WeightFolding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The loss over a batch, and where it falls. Every lane takes a share of the examples. */
public final class BatchGradients {
    private final TorchScriptModule script;
    private final LaneExecutor lanes;
    private final WeightFolding preparation;

    public BatchGradients(TorchScriptModule script, LaneExecutor lanes, WeightFolding preparation) {
        this.script = script;
        this.lanes = lanes;
        this.preparation = preparation;
    }

    /**
     * @param loss mean over all targets
     * @param scale that multiplies its gradients
     * @param shares of each lane the gradients of the prepared matrices, to be added up
     */
    public record Found(float loss, double scale, List<NDList> shares) {}

    /**
     * How to go about it.
     *
     * @param partTokens that a lane takes at once; more of them take more memory
     */
    public record Way(int partTokens, LossScaler lossScale, DropoutNoise noise) {}

    public Found of(NDManager manager, List<Example> examples, Way way) {
        NDList prepared = preparation.of(manager);
        long targets = examples.stream().mapToLong(Example::targets).sum();
        double scale = way.lossScale.ofNats(targets);
        NDArray ofNats = manager.create(scale);
        List<Supplier<NDList>> calls = new ArrayList<>();
        for (List<Example> share : lanes.share(examples, Example::tokens)) {
            PackedBatch batch = PackedBatch.of(share);
            List<NDArray> arguments = new ArrayList<>(batch.arguments(manager));
            arguments.add(1, manager.create(way.noise.of(share)));
            arguments.add(batch.parts(manager, way.partTokens));
            arguments.add(ofNats);
            arguments.addAll(prepared);
            calls.add(() -> script.call(manager, "gradients", arguments));
        }
        List<NDList> results = lanes.run(calls);
        double nats = 0;
        for (NDList result : results) {
            nats += result.head().getFloat();
        }
        float loss = (float) (nats / targets);
        List<NDList> shares = results.stream().map(result -> result.subNDList(1)).toList();
        return new Found(loss, scale * targets, shares);
    }
}
