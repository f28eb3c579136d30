package io.conteur.storygenerator;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Hears which partitions of {@code prompts} come and go: what goes is abandoned here, for another
 * worker answers it; what comes is answered only once all that is answered already is known.
 */
@ApplicationScoped
@Identifier("prompts")
class Ownership implements KafkaConsumerRebalanceListener {
    private final PromptQueue queue;
    private final Past past;

    Ownership(PromptQueue queue, Past past) {
        this.queue = queue;
        this.past = past;
    }

    @Override
    public void onPartitionsAssigned(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        past.learn();
        queue.own(partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet()));
    }

    @Override
    public void onPartitionsRevoked(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        queue.disown(
                partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet()));
    }
}
