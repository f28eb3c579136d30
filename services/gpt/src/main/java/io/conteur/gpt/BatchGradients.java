package io.conteur.gpt;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The loss over a batch, and where it falls. Every lane takes a share of the examples. */
final class BatchGradients {
    private final Script script;
    private final Lanes lanes;
    private final Preparation preparation;

    BatchGradients(Script script, Lanes lanes, Preparation preparation) {
        this.script = script;
        this.lanes = lanes;
        this.preparation = preparation;
    }

    /**
     * @param loss mean over all targets
     * @param shares of each lane the gradients of the prepared matrices, to be added up
     */
    record Found(float loss, List<NDList> shares) {}

    /**
     * @param partTokens that a lane takes at once; more of them take more memory
     */
    Found of(NDManager manager, List<Example> examples, int partTokens) {
        NDList prepared = preparation.of(manager);
        NDArray total = manager.create(examples.stream().mapToLong(Example::targets).sum());
        List<Supplier<NDList>> calls = new ArrayList<>();
        for (List<Example> share : lanes.share(examples, Example::tokens)) {
            PackedBatch batch = PackedBatch.of(share);
            List<NDArray> arguments = new ArrayList<>(batch.arguments(manager));
            arguments.add(batch.parts(manager, partTokens));
            arguments.add(total);
            arguments.addAll(prepared);
            calls.add(() -> script.call(manager, "gradients", true, arguments));
        }
        List<NDList> results = lanes.run(calls);
        float loss = 0;
        for (NDList result : results) {
            loss += result.head().getFloat();
        }
        return new Found(loss, results.stream().map(result -> result.subNDList(1)).toList());
    }
}
