package io.conteur.modeltrainer;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.TopicTable;
import java.util.Map;
import java.util.Optional;

/** Reads the topic {@code checkpoints}, all the time. */
final class BrokerModels implements ModelTable, AutoCloseable {
    private final TopicTable<CheckpointPublished> table;
    private final Pulse pulse;

    BrokerModels(Map<String, Object> client, Pulse pulse) {
        this.pulse = pulse;
        table = new TopicTable<>(Topic.CHECKPOINTS, client, checkpoint -> {});
    }

    @Override
    public Optional<CheckpointPublished> newest(String model) {
        Tables.await(table, pulse);
        return table.newest(model);
    }

    boolean alive() {
        return table.alive();
    }

    @Override
    public void close() {
        table.close();
    }
}
