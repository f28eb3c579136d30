package io.conteur.gpt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/** Sums the nats of examples in batches of bounded size. */
final class Scorer {
    private static final int MAX_TOKENS = 4096;

    private final Script script;
    private final NDManager manager;
    private final NDList weights;

    Scorer(Script script, NDManager manager, NDList weights) {
        this.script = script;
        this.manager = manager;
        this.weights = weights;
    }

    Score score(List<Example> examples) {
        Score total = new Score(0, 0);
        List<Example> batch = new ArrayList<>();
        int tokens = 0;
        for (Example example : examples) {
            if (!batch.isEmpty() && tokens + example.tokens() > MAX_TOKENS) {
                total = total.plus(together(batch));
                batch.clear();
                tokens = 0;
            }
            batch.add(example);
            tokens += example.tokens();
        }
        return batch.isEmpty() ? total : total.plus(together(batch));
    }

    private Score together(List<Example> examples) {
        try (NDManager step = manager.newSubManager()) {
            PackedBatch batch = PackedBatch.of(examples);
            List<NDArray> arguments = new ArrayList<>(batch.arguments(step));
            arguments.addAll(Weights.asArgument("w", weights));
            double nats = script.call(step, "score", true, arguments).head().getFloat();
            return new Score(nats, batch.targets().length);
        }
    }
}
