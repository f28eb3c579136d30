package io.conteur.gpt.data;

import io.conteur.gpt.model.Example;
import java.util.List;

/**
 * What one worker trains on: with {@code workers} of them, worker {@code w} takes every {@code
 * workers}-th batch of the common order, beginning with the {@code w}-th. So they share every epoch
 * without overlap.
 *
 * @param worker from 0
 */
public record TrainingData(ExampleSource examples, int worker, int workers) {
    public TrainingData {
        if (examples.size() < 1) {
            throw new IllegalArgumentException("there must be at least one example");
        }
        if (worker < 0 || worker >= workers) {
            throw new IllegalArgumentException(
                    "a worker must be from 0 to %d, is %d".formatted(workers - 1, worker));
        }
    }

    /** All examples, for the only worker. */
    public static TrainingData all(ExampleSource examples) {
        return new TrainingData(examples, 0, 1);
    }

    /** All of these examples, for the only worker. */
    public static TrainingData all(List<Example> examples) {
        return all(ExampleSource.of(examples));
    }
}
