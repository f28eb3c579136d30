package io.conteur.storygenerator;

import io.conteur.events.CheckpointPublished;
import io.conteur.events.Topic;
import io.conteur.messaging.TopicTable;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Reads {@code checkpoints}, from its beginning and on, into the known models. */
final class CheckpointTable implements AutoCloseable {
    private final KnownModels models = new KnownModels();
    private final TopicTable<CheckpointPublished> table;

    /**
     * @param client connection settings of a Kafka client
     */
    CheckpointTable(Map<String, Object> client) {
        table = new TopicTable<>(Topic.CHECKPOINTS, client, models::add);
    }

    KnownModels models() {
        return models;
    }

    /** Completes when the models hold what the topic held at the call. */
    CompletableFuture<Void> caughtUp() {
        return table.caughtUp();
    }

    boolean loaded() {
        return table.loaded();
    }

    boolean alive() {
        return table.alive();
    }

    @Override
    public void close() {
        table.close();
    }
}
