package io.conteur.messaging.producer;

import io.conteur.events.wire.EventMessage;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import io.conteur.events.wire.TraceContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what one piece of work puts out, each event in a transaction of its own. Whoever opens
 * a producer for the same work shuts out all before: the broker takes nothing more from them. So a
 * process that was stopped for a while and believes that it still owns the work can do no harm.
 *
 * <p>An outage of the broker is no failure: an event stays with the client until the broker is
 * back. After a failure the producer is of no more use; another has to be opened.
 *
 * <p>Readers should read committed records alone.
 */
public final class FencedProducer implements AutoCloseable {
    /** The longest that Kafka allows, 24 days. */
    private static final int NEVER_MILLIS = Integer.MAX_VALUE;

    /**
     * A transaction that its producer left open holds up readers for so long. An outage that is
     * longer costs a new producer, nothing else.
     */
    private static final int TRANSACTION_MILLIS = 60_000;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final String work;
    private final String service;
    private final KafkaProducer<byte[], byte[]> producer;

    /** A transaction takes several round trips, for which those that only send need not wait. */
    private final ExecutorService sender =
            Executors.newSingleThreadExecutor(FencedProducer::thread);

    private volatile @Nullable FencedException fenced;

    private FencedProducer(String work, String service, KafkaProducer<byte[], byte[]> producer) {
        this.work = work;
        this.service = service;
        this.producer = producer;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "events-of-work");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Shuts out whoever had the work before, which takes as long as the broker is away.
     *
     * @param client connection settings of a Kafka client
     * @param service its name, part of every event's CloudEvents source
     * @param work names the work in the whole system
     * @param wait returns when the stage has completed; what it throws abandons the opening
     */
    public static FencedProducer open(
            Map<String, Object> client,
            String service,
            String work,
            Consumer<CompletionStage<Void>> wait) {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings(client, service + "." + work),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        FencedProducer opened = new FencedProducer(work, service, producer);
        try {
            wait.accept(CompletableFuture.runAsync(producer::initTransactions, opened.sender));
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Publishes to one topic, within a trace. Its {@code publish} throws {@link FencedException}
     * when another process has taken over the work.
     */
    public <E extends Record> EventPublisher<E> outbox(Topic<E> topic, TraceContext trace) {
        return new EventPublisher<>() {
            @Override
            public void publish(RecordKey key, E event, String eventId) {
                try {
                    send(key, event, eventId).toCompletableFuture().get();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted while publishing", e);
                } catch (ExecutionException e) {
                    throw e.getCause() instanceof RuntimeException cause
                            ? cause
                            : new IllegalStateException(e.getCause());
                }
            }

            @Override
            public CompletionStage<Void> send(RecordKey key, E event, String eventId) {
                EventMessage.Source source = new EventMessage.Source(service, eventId, trace);
                EventMessage message = EventMessage.of(topic, key, event, source);
                return CompletableFuture.runAsync(
                        () -> FencedProducer.this.publish(message), sender);
            }
        };
    }

    /** Returns after some seconds at the latest; what the broker has not taken by then is lost. */
    @Override
    public void close() {
        sender.shutdownNow();
        producer.close(CLOSE_LIMIT);
    }

    private static Map<String, Object> settings(Map<String, Object> client, String transactions) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactions);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, NEVER_MILLIS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, NEVER_MILLIS);
        return settings;
    }

    private void publish(EventMessage message) {
        FencedException shutOut = fenced;
        if (shutOut != null) {
            // The client may still be in the transaction that told us so, and take no other.
            throw shutOut;
        }
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(message.topic(), message.key(), message.value());
        message.headers().forEach(record.headers()::add);
        try {
            producer.beginTransaction();
            producer.send(record).get();
            producer.commitTransaction();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while publishing", e);
        } catch (ExecutionException | KafkaException e) {
            throw failure(e);
        }
    }

    /** The work starts again after either, so the open transaction is left to the next owner. */
    private RuntimeException failure(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException) {
                FencedException shutOut = new FencedException(work, e);
                fenced = shutOut;
                return shutOut;
            }
        }
        return new IllegalStateException("an event of " + work + " could not be published", e);
    }
}
