package io.conteur.gpt.training;

import io.conteur.gpt.data.ExampleOrder;
import io.conteur.gpt.data.ExampleSource;
import io.conteur.gpt.model.Architecture;
import io.conteur.gpt.model.Example;
import java.util.ArrayList;
import java.util.List;

/**
 * The examples of each step. A pure function of seed and step, so a checkpoint needs to record the
 * step alone.
 */
public final class BatchSampler {
    private final ExampleSource examples;
    private final ExampleOrder order;
    private final int batchSize;
    private final Architecture architecture;

    /**
     * @param blocksTogether see {@link ExampleOrder}
     * @throws IllegalArgumentException when there is no example
     */
    public BatchSampler(
            ExampleSource examples,
            TrainingOptions options,
            Architecture architecture,
            int blocksTogether) {
        if (examples.size() < 1) {
            throw new IllegalArgumentException("there must be at least one example");
        }
        this.examples = examples;
        this.order = new ExampleOrder(examples, options.seed(), blocksTogether);
        this.batchSize = options.batch();
        this.architecture = architecture;
    }

    /**
     * Lets the source open what the step after {@code done} steps will need, without waiting for
     * it.
     */
    public void expect(long done) {
        var unused = order.at(done * batchSize);
    }

    /**
     * The examples of the step after {@code done} steps.
     *
     * @throws IllegalArgumentException when the model cannot take one
     */
    public List<Example> batch(long done) {
        long from = done * batchSize;
        List<Example> batch = new ArrayList<>(batchSize);
        for (long position = from; position < from + batchSize; position++) {
            Example example = examples.example(order.at(position));
            architecture.requireFits(example);
            batch.add(example);
        }
        return batch;
    }
}
