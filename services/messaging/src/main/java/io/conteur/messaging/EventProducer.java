package io.conteur.messaging;

import io.conteur.events.EventMessage;
import io.conteur.events.Topic;
import io.conteur.events.TraceContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events by the hundred per second, to any topic: an event leaves at once, unless a
 * request is on its way; those that come meanwhile share the next. No thread stands between whoever
 * sends and the client.
 */
public final class EventProducer implements AutoCloseable {
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /** Where a topic lies is asked for once: whoever sends would have to wait for the answer. */
    private static final long NEVER = Duration.ofDays(365).toMillis();

    private final String service;
    private final KafkaProducer<byte[], byte[]> producer;

    /** What follows a delivery may send again, and so must not hold up the client's own thread. */
    private final ExecutorService deliveries =
            Executors.newSingleThreadExecutor(EventProducer::thread);

    /**
     * @param client connection settings of a Kafka client
     * @param service its name, part of every event's CloudEvents source
     */
    public EventProducer(Map<String, Object> client, String service) {
        this.service = service;
        this.producer =
                new KafkaProducer<>(
                        settings(client), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "deliveries");
        thread.setDaemon(true);
        return thread;
    }

    private static Map<String, Object> settings(Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, NEVER);
        return settings;
    }

    /** Publishes to one topic; every event starts a trace of its own. */
    public <E extends Record> Outbox<E> outbox(Topic<E> topic) {
        return new TopicOutbox<>(topic, null);
    }

    @Override
    public void close() {
        producer.close(CLOSE_LIMIT);
        deliveries.shutdown();
    }

    private CompletionStage<Void> send(EventMessage message) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(message.topic(), message.key(), message.value());
        message.headers().forEach(record.headers()::add);
        CompletableFuture<Void> delivered = new CompletableFuture<>();
        try {
            var unused =
                    producer.send(
                            record,
                            (place, failure) ->
                                    deliveries.execute(() -> settle(delivered, failure)));
        } catch (KafkaException | IllegalStateException e) {
            delivered.completeExceptionally(e);
        }
        return delivered;
    }

    private static void settle(CompletableFuture<Void> delivered, @Nullable Exception failure) {
        if (failure == null) {
            delivered.complete(null);
        } else {
            delivered.completeExceptionally(failure);
        }
    }

    private final class TopicOutbox<E extends Record> implements Outbox<E> {
        private final Topic<E> topic;
        private final @Nullable TraceContext trace;

        TopicOutbox(Topic<E> topic, @Nullable TraceContext trace) {
            this.topic = topic;
            this.trace = trace;
        }

        @Override
        public Outbox<E> in(TraceContext trace) {
            return new TopicOutbox<>(topic, trace);
        }

        @Override
        public void publish(String key, E event, String eventId) {
            try {
                send(key, event, eventId).toCompletableFuture().get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while publishing", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("an event was not taken", e.getCause());
            }
        }

        @Override
        public CompletionStage<Void> send(String key, E event, String eventId) {
            TraceContext own = Objects.requireNonNullElseGet(trace, TraceContext::start);
            EventMessage.Source source = new EventMessage.Source(service, eventId, own);
            return EventProducer.this.send(EventMessage.of(topic, key, event, source));
        }
    }
}
