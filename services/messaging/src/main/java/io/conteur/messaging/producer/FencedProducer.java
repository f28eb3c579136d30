package io.conteur.messaging.producer;

import io.conteur.events.wire.EventMessage;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import io.conteur.events.wire.TraceContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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
 * Publishes the events of one piece of work, each in a transaction of its own. Opening a producer
 * for the same work fences all earlier ones (Kafka's zombie fencing): the broker rejects whatever
 * they still send. So a process that was suspended for a while and believes that it still owns the
 * work does no harm.
 *
 * <p>After a failure the producer can publish nothing more; another has to be opened. Consumers
 * should read with {@code isolation.level=read_committed}.
 */
public final class FencedProducer implements AutoCloseable {
    /** The maximum that Kafka allows, 24 days. */
    private static final int NEVER_MILLIS = Integer.MAX_VALUE;

    /**
     * The broker aborts a transaction that was left open after this time, during which it blocks
     * consumers. After a longer outage a new producer has to be opened.
     */
    private static final int TRANSACTION_MILLIS = 60_000;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final String work;
    private final String service;
    private final KafkaProducer<byte[], byte[]> producer;

    /** Runs the transactions, whose round trips {@code send} does not wait for. */
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
     * Opens a producer and fences all earlier ones, which waits out an outage of the broker.
     *
     * @param client connection settings of a Kafka client
     * @param service its name, part of every event's CloudEvents source
     * @param work name of the work, unique in the whole system
     * @param wait must return when the stage has completed; by an exception it gives up waiting,
     *     and the producer is closed
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

    /** A publisher to one topic whose events belong to a trace. */
    public <E extends Record> EventPublisher<E> publisher(Topic<E> topic, TraceContext trace) {
        return new AsyncPublisher<>() {
            @Override
            public CompletionStage<Void> send(RecordKey key, E event, String eventId) {
                EventMessage.Source source = new EventMessage.Source(service, eventId, trace);
                return FencedProducer.this.send(EventMessage.of(topic, key, event, source));
            }

            @Override
            public EventPublisher<E> in(TraceContext other) {
                return publisher(topic, other);
            }
        };
    }

    private CompletionStage<Void> send(EventMessage message) {
        CompletableFuture<Void> delivered = new CompletableFuture<>();
        try {
            sender.execute(
                    () -> {
                        try {
                            publishInTransaction(message);
                            delivered.complete(null);
                        } catch (RuntimeException | Error e) {
                            delivered.completeExceptionally(e);
                        }
                    });
        } catch (RejectedExecutionException e) {
            delivered.completeExceptionally(new CancellationException("the producer is closed"));
        }
        return delivered;
    }

    /** Waits a few seconds for events in flight; the others are given up. */
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

    private void publishInTransaction(EventMessage message) {
        FencedException fencing = fenced;
        if (fencing != null) {
            // The client may still be in the transaction that failed, and cannot begin another.
            throw fencing;
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

    /** The open transaction is left to the next producer for the work, which aborts it. */
    private RuntimeException failure(Exception e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException) {
                FencedException fencing = new FencedException(work, e);
                fenced = fencing;
                return fencing;
            }
        }
        return new IllegalStateException("an event of " + work + " could not be published", e);
    }
}
