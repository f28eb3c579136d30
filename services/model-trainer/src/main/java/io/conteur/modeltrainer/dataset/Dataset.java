package io.conteur.modeltrainer.dataset;

import io.conteur.gpt.data.ExampleSource;
import io.conteur.modeltrainer.shards.OpenShards;

/**
 * An encoded corpus, split. Closing it closes its shards.
 *
 * @param training windows to train on
 * @param tokens of the training windows
 */
public record Dataset(
        ExampleSource training, long tokens, ValidationSet validation, OpenShards shards)
        implements AutoCloseable {
    @Override
    public void close() {
        shards.close();
    }
}
