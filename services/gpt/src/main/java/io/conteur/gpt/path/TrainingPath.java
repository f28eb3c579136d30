package io.conteur.gpt.path;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.training.BatchGradients;
import io.conteur.gpt.training.OptimizerState;
import io.conteur.gpt.training.TrainingOptions;
import java.util.List;

/** How a training computes its steps. Holds native memory; for one thread at a time. */
public interface TrainingPath extends AutoCloseable {
    /**
     * What is trained, on its device. The tensors belong to the manager.
     *
     * @param weights one tensor per weight
     */
    record Trained(
            NDManager manager,
            Architecture architecture,
            TrainingOptions options,
            NDList weights,
            OptimizerState state) {}

    /**
     * Gradients of a batch.
     *
     * @param loss mean over all targets, in nats
     * @param scale by which norm and gradients are too large
     * @param norm the global norm of all gradients
     * @param gradients one per weight
     */
    record Gradients(float loss, double scale, float norm, NDList gradients) {}

    /** Opens the path that the options name, which is the device's by default. */
    static TrainingPath open(ComputeOptions options, Trained trained) {
        return options.path().isPlainOn(trained.manager().getDevice())
                ? new PlainPath(options, trained)
                : new BlockedPath(trained);
    }

    /** The way it computes, as a configuration names it. */
    PathKind kind();

    /** Tokens of a micro-batch that fit this device; a step may set others. */
    int microBatchTokens();

    /** The loss over a batch and its gradients, which the manager owns. */
    Gradients gradients(
            NDManager manager, List<Example> examples, BatchGradients.Settings settings);

    /** The optimizer step after {@code done} steps. Overwrites the gradients. */
    void update(NDManager manager, Gradients gradients, long done);

    /** Exponential moving average: {@code average += rate * (weights - average)}. */
    void updateAverage(NDManager manager, NDList average, double rate);

    /** The cross-entropy of a model with these weights, in the training's precision. */
    Score score(NDList weights, List<Example> examples);

    @Override
    void close();
}
