package io.conteur.messaging;

import io.conteur.events.EventMessage;
import io.conteur.events.Topic;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;

/**
 * An outbox over an outgoing channel. A broker that does not acknowledge within the limit fails the
 * work that wanted to publish, so that its request is taken again later.
 *
 * @param producer the service's name, part of every event's CloudEvents source
 */
public record KafkaOutbox<E extends Record>(
        Topic<E> topic, MutinyEmitter<byte[]> emitter, String producer) implements Outbox<E> {
    // Longer than the client's own delivery.timeout.ms, which gives the better message.
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Override
    public void publish(String key, E event, String eventId) {
        emit(key, event, eventId).await().atMost(LIMIT);
    }

    @Override
    public CompletionStage<Void> send(String key, E event, String eventId) {
        return emit(key, event, eventId).subscribeAsCompletionStage();
    }

    private Uni<Void> emit(String key, E event, String eventId) {
        EventMessage message =
                EventMessage.of(topic, key, event, new EventMessage.Source(producer, eventId));
        return emitter.sendMessage(Message.of(message.value()).addMetadata(metadata(message)));
    }

    private static OutgoingKafkaRecordMetadata<byte[]> metadata(EventMessage message) {
        RecordHeaders headers = new RecordHeaders();
        message.headers().forEach(headers::add);
        return OutgoingKafkaRecordMetadata.<byte[]>builder()
                .withTopic(message.topic())
                .withKey(message.key())
                .withHeaders(headers)
                .build();
    }
}
