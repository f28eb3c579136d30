package io.conteur.gpt.training;

import io.conteur.gpt.model.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * The examples of each step: every epoch has all of them, shuffled anew. A pure function of seed
 * and step, so a checkpoint needs to record the step alone.
 */
public final class BatchSampler {
    private final List<Example> examples;
    private final int batchSize;
    private final long seed;
    private List<Example> epoch = List.of();
    private long epochNumber = -1;

    public BatchSampler(List<Example> examples, int batchSize, long seed) {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one example");
        }
        this.examples = List.copyOf(examples);
        this.batchSize = batchSize;
        this.seed = seed;
    }

    /** The examples of the step after {@code done} steps. */
    public List<Example> batch(long done) {
        List<Example> batch = new ArrayList<>(batchSize);
        for (long i = done * batchSize; i < (done + 1) * batchSize; i++) {
            batch.add(at(i));
        }
        return batch;
    }

    private Example at(long index) {
        long epochOfIndex = index / examples.size();
        if (epochOfIndex != epochNumber) {
            List<Example> shuffled = new ArrayList<>(examples);
            Collections.shuffle(shuffled, new Random(seed * 1_000_003 + epochOfIndex));
            epoch = shuffled;
            epochNumber = epochOfIndex;
        }
        return epoch.get((int) (index % examples.size()));
    }
}
