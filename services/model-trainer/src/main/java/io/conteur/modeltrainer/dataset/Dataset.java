package io.conteur.modeltrainer.dataset;

import io.conteur.gpt.model.Example;
import java.util.List;

/**
 * An encoded corpus.
 *
 * @param training windows to train on
 */
public record Dataset(List<Example> training, ValidationSet validation) {
    public Dataset {
        training = List.copyOf(training);
    }

    /** Tokens of the training windows. */
    public long tokens() {
        return training.stream().mapToLong(example -> example.ids().length).sum();
    }
}
