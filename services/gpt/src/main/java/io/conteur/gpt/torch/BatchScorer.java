package io.conteur.gpt.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Sums the nats of examples in batches of bounded size, as many at once as there are lanes. */
public final class BatchScorer {
    public static final int MAX_TOKENS = 2048;

    private final TorchScriptModule script;
    private final LaneExecutor lanes;
    private final WeightFolding preparation;

    public BatchScorer(TorchScriptModule script, LaneExecutor lanes, WeightFolding preparation) {
        this.script = script;
        this.lanes = lanes;
        this.preparation = preparation;
    }

    public Score score(NDManager manager, List<Example> examples) {
        try (NDManager all = manager.newSubManager()) {
            NDList prepared = preparation.of(all);
            List<Supplier<Score>> calls = new ArrayList<>();
            for (List<Example> batch : batches(examples)) {
                calls.add(() -> together(all, prepared, batch));
            }
            return lanes.run(calls).stream().reduce(new Score(0, 0), Score::plus);
        }
    }

    private static List<List<Example>> batches(List<Example> examples) {
        List<List<Example>> batches = new ArrayList<>();
        int room = 0;
        for (Example example : examples) {
            if (batches.isEmpty() || example.tokens() > room) {
                batches.add(new ArrayList<>());
                room = MAX_TOKENS;
            }
            batches.get(batches.size() - 1).add(example);
            room -= example.tokens();
        }
        return batches;
    }

    private Score together(NDManager manager, NDList prepared, List<Example> examples) {
        try (NDManager step = manager.newSubManager()) {
            PackedBatch batch = PackedBatch.of(examples);
            List<NDArray> arguments = new ArrayList<>(batch.arguments(step));
            arguments.addAll(prepared);
            double nats = script.call(step, "score", arguments).head().getFloat();
            return new Score(nats, batch.targets().length);
        }
    }
}
