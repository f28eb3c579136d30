package io.conteur.messaging;

import io.conteur.events.EventMessage;
import io.conteur.events.Topic;
import io.conteur.events.TraceContext;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * An outbox over an outgoing channel. A broker that does not acknowledge within the limit fails the
 * work that wanted to publish, so that its request is taken again later.
 *
 * @param producer the service's name, part of every event's CloudEvents source
 * @param trace what its events belong to; null when each starts a trace of its own
 */
public record KafkaOutbox<E extends Record>(
        Topic<E> topic,
        MutinyEmitter<byte[]> emitter,
        String producer,
        @Nullable TraceContext trace)
        implements Outbox<E> {
    // Longer than the client's own delivery.timeout.ms, which gives the better message.
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** An outbox for events that start traces. */
    public KafkaOutbox(Topic<E> topic, MutinyEmitter<byte[]> emitter, String producer) {
        this(topic, emitter, producer, null);
    }

    @Override
    public Outbox<E> in(TraceContext trace) {
        return new KafkaOutbox<>(topic, emitter, producer, trace);
    }

    @Override
    public void publish(String key, E event, String eventId) {
        emit(key, event, eventId).await().atMost(LIMIT);
    }

    @Override
    public CompletionStage<Void> send(String key, E event, String eventId) {
        return emit(key, event, eventId).subscribeAsCompletionStage();
    }

    private Uni<Void> emit(String key, E event, String eventId) {
        TraceContext trace = Objects.requireNonNullElseGet(trace(), TraceContext::start);
        EventMessage.Source source = new EventMessage.Source(producer, eventId, trace);
        EventMessage message = EventMessage.of(topic, key, event, source);
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
