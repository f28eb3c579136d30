package io.conteur.gpt;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.conteur.gpt.model.Example;
import io.conteur.gpt.model.Score;
import io.conteur.gpt.path.PathKind;
import io.conteur.gpt.path.TrainingPath;
import io.conteur.gpt.training.BatchGradients;
import java.util.List;

/**
 * A path on a device with little memory: it fails after some of a batch, as CUDA's allocator does.
 *
 * @param maxTokens of a micro-batch
 */
record SmallMemory(TrainingPath path, int maxTokens) implements TrainingPath {
    @Override
    public Gradients gradients(
            NDManager manager, List<Example> examples, BatchGradients.Settings settings) {
        if (settings.microBatchTokens() > maxTokens) {
            path.gradients(manager, examples.subList(0, 1), settings);
            throw new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
        }
        return path.gradients(manager, examples, settings);
    }

    @Override
    public PathKind kind() {
        return path.kind();
    }

    @Override
    public int microBatchTokens() {
        return path.microBatchTokens();
    }

    @Override
    public void update(NDManager manager, Gradients gradients, long done) {
        path.update(manager, gradients, done);
    }

    @Override
    public void updateAverage(NDManager manager, NDList average, double rate) {
        path.updateAverage(manager, average, rate);
    }

    @Override
    public Score score(NDList weights, List<Example> examples) {
        return path.score(weights, examples);
    }

    @Override
    public void close() {
        path.close();
    }
}
