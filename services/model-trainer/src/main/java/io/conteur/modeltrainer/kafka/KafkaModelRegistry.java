package io.conteur.modeltrainer.kafka;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.groupless.TopicTable;
import io.conteur.modeltrainer.registry.ModelRegistry;
import io.conteur.workersupport.JobControl;
import java.util.Map;
import java.util.Optional;

/** Reads the topic {@code checkpoints} in the background. */
public final class KafkaModelRegistry implements ModelRegistry, AutoCloseable {
    private final TopicTable<CheckpointPublished> table;
    private final JobControl control;

    KafkaModelRegistry(Map<String, Object> client, JobControl control) {
        this.control = control;
        table = new TopicTable<>(Topic.CHECKPOINTS, client, checkpoint -> {});
    }

    @Override
    public Optional<CheckpointPublished> newest(String model) {
        CatchUp.await(table, control);
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
