package io.conteur.gpt.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Cross-entropy of examples without gradients, in batches of bounded size, one at a time per lane.
 */
public final class BatchScorer {
    /** Tokens of a batch, unless a single example has more. */
    public static final int MAX_TOKENS = 2048;

    private final TorchScriptModule script;
    private final LaneExecutor lanes;
    private final WeightFolding folding;

    public BatchScorer(TorchScriptModule script, LaneExecutor lanes, WeightFolding folding) {
        this.script = script;
        this.lanes = lanes;
        this.folding = folding;
    }

    public Score score(NDManager manager, List<Example> examples) {
        try (NDManager all = manager.newSubManager()) {
            NDList folded = folding.fold(all);
            List<Supplier<Score>> calls = new ArrayList<>();
            for (List<Example> batch : PackedBatch.microBatches(examples, MAX_TOKENS)) {
                calls.add(() -> score(all, folded, batch));
            }
            return lanes.run(calls).stream().reduce(new Score(0, 0), Score::plus);
        }
    }

    private Score score(NDManager manager, NDList folded, List<Example> examples) {
        try (NDManager step = manager.newSubManager()) {
            PackedBatch batch = PackedBatch.of(examples);
            List<NDArray> arguments = new ArrayList<>(batch.arguments(step));
            arguments.addAll(folded);
            double nats = script.call(step, "score", arguments).head().getFloat();
            return new Score(nats, batch.targets().length);
        }
    }
}
