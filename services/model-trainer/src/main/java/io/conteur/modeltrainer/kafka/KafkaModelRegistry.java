package io.conteur.modeltrainer.kafka;

import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.groupless.WholeTopicReader;
import io.conteur.modeltrainer.registry.ModelRegistry;
import io.conteur.workersupport.JobControl;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Reads the topic {@code checkpoints} in the background. */
public final class KafkaModelRegistry implements ModelRegistry, AutoCloseable {
    /** By model. */
    private final Map<String, CheckpointPublished> newest = new ConcurrentHashMap<>();

    private final WholeTopicReader<CheckpointPublished> checkpoints;
    private final JobControl control;

    KafkaModelRegistry(Map<String, Object> client, JobControl control) {
        this.control = control;
        checkpoints =
                new WholeTopicReader<>(
                        Topic.CHECKPOINTS,
                        client,
                        checkpoint -> newest.put(checkpoint.model(), checkpoint),
                        tombstone ->
                                newest.remove(new String(tombstone.key(), StandardCharsets.UTF_8)));
    }

    @Override
    public Optional<CheckpointPublished> newest(String model) {
        CatchUp.await(checkpoints, control);
        return Optional.ofNullable(newest.get(model));
    }

    boolean alive() {
        return checkpoints.alive();
    }

    @Override
    public void close() {
        checkpoints.close();
    }
}
