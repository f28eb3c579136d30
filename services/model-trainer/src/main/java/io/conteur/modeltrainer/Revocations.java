package io.conteur.modeltrainer;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Hears that records are no longer this worker's, and holds the broker off until their job has
 * handed over, so that the next owner finds its last step.
 */
@ApplicationScoped
@Identifier("training-requests")
class Revocations implements KafkaConsumerRebalanceListener {
    private final JobThread thread;
    private final ConteurConfig config;

    Revocations(JobThread thread, ConteurConfig config) {
        this.thread = thread;
        this.config = config;
    }

    @Override
    public void onPartitionsRevoked(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        thread.lose(
                partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet()),
                config.trainer().stopWithin());
    }
}
