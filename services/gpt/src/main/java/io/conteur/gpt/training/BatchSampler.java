package io.conteur.gpt.training;

import io.conteur.gpt.model.Example;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Which examples a step learns from: every epoch has all of them in a new order. A pure function of
 * seed and step, so the step is all that a resumed training needs to know.
 */
public final class BatchSampler {
    private final List<Example> examples;
    private final int batch;
    private final long seed;
    private List<Example> epoch = List.of();
    private long epochNumber = -1;

    public BatchSampler(List<Example> examples, int batch, long seed) {
        if (examples.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one example");
        }
        this.examples = List.copyOf(examples);
        this.batch = batch;
        this.seed = seed;
    }

    /** The examples of the step after {@code done} steps. */
    public List<Example> batch(long done) {
        List<Example> chosen = new ArrayList<>(batch);
        for (long i = done * batch; i < (done + 1) * batch; i++) {
            chosen.add(at(i));
        }
        return chosen;
    }

    private Example at(long index) {
        long number = index / examples.size();
        if (number != epochNumber) {
            List<Example> shuffled = new ArrayList<>(examples);
            Collections.shuffle(shuffled, new Random(seed * 1_000_003 + number));
            epoch = shuffled;
            epochNumber = number;
        }
        return epoch.get((int) (index % examples.size()));
    }
}
