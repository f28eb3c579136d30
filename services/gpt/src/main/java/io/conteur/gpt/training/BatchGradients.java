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

/** Loss and gradients of a batch on the blocked path. Every lane takes some of the examples. */
public record BatchGradients(TorchScriptModule script, LaneExecutor lanes, WeightFolding folding) {
    /**
     * @param loss mean over all targets, in nats
     * @param scale by which the gradients are too large
     * @param byLane gradients of the folded matrices from each lane, to be summed
     */
    public record Result(float loss, double scale, List<NDList> byLane) {}

    /**
     * @param microBatchTokens that are computed at once, on the blocked path by each lane
     */
    public record Settings(int microBatchTokens, LossScaler lossScaler, DropoutNoise noise) {}

    public Result of(NDManager manager, List<Example> examples, Settings settings) {
        long targets = examples.stream().mapToLong(Example::targets).sum();
        return of(manager, examples, targets, settings);
    }

    /**
     * Of a part of a batch.
     *
     * @param targets of the whole batch
     */
    Result of(NDManager manager, List<Example> examples, long targets, Settings settings) {
        NDList folded = folding.fold(manager);
        double scale = settings.lossScaler.ofNats(targets);
        NDArray scaleOfNats = manager.create(scale);
        List<Supplier<NDList>> calls = new ArrayList<>();
        for (List<Example> share : lanes.partition(examples, Example::tokens)) {
            PackedBatch batch = PackedBatch.of(share);
            List<NDArray> arguments = new ArrayList<>(batch.arguments(manager));
            arguments.add(1, manager.create(settings.noise.of(share)));
            arguments.add(batch.microBatches(manager, settings.microBatchTokens));
            arguments.add(scaleOfNats);
            arguments.addAll(folded);
            calls.add(() -> script.call(manager, "gradients", arguments));
        }
        List<NDList> results = lanes.run(calls);
        double nats = 0;
        for (NDList result : results) {
            nats += result.head().getFloat();
        }
        float loss = (float) (nats / targets);
        List<NDList> byLane = results.stream().map(result -> result.subNDList(1)).toList();
        return new Result(loss, scale * targets, byLane);
    }
}
