package io.conteur.gpt.training;

import io.conteur.gpt.data.ExampleOrder;
import io.conteur.gpt.data.TrainingData;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * The examples of each step of a worker. A pure function of seed and step, so a checkpoint needs to
 * record the step alone.
 */
public final class BatchSampler {
    private final TrainingData data;
    private final ExampleOrder order;
    private final int batchSize;
    private final Architecture architecture;

    /**
     * @param blocksTogether see {@link ExampleOrder}
     */
    public BatchSampler(
            TrainingData data,
            TrainingOptions options,
            Architecture architecture,
            int blocksTogether) {
        this.data = data;
        this.order = new ExampleOrder(data.examples(), options.seed(), blocksTogether);
        this.batchSize = options.batch();
        this.architecture = architecture;
    }

    /**
     * Lets the source open what the step after {@code done} steps will need, without waiting for
     * it.
     */
    public void expect(long done) {
        var unused = order.at(first(done));
    }

    /**
     * The examples of the step after {@code done} steps.
     *
     * @throws IllegalArgumentException when the model cannot take one
     */
    public List<Example> batch(long done) {
        long from = first(done);
        List<Example> batch = new ArrayList<>(batchSize);
        for (long position = from; position < from + batchSize; position++) {
            Example example = data.examples().example(order.at(position));
            architecture.requireFits(example);
            batch.add(example);
        }
        return batch;
    }

    private long first(long done) {
        return (done * data.workers() + data.worker()) * batchSize;
    }
}
