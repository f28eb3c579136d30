package io.conteur.messaging;

import io.conteur.events.EventMessage;
import io.conteur.events.RecordKey;
import io.conteur.events.Topic;
import io.conteur.events.TraceContext;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
 * <p>Readers should read committed records alone.
 */
public final class FencedProducer implements AutoCloseable {
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
     * Shuts out whoever had the work before.
     *
     * @param client connection settings of a Kafka client
     * @param service its name, part of every event's CloudEvents source
     * @param work names the work in the whole system
     */
    public static FencedProducer open(Map<String, Object> client, String service, String work) {
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings(client, service + "." + work),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            producer.close();
            throw e;
        }
        return new FencedProducer(work, service, producer);
    }

    /**
     * Publishes to one topic, within a trace. Its {@code publish} throws {@link FencedException}
     * when another process has taken over the work.
     */
    public <E extends Record> Outbox<E> outbox(Topic<E> topic, TraceContext trace) {
        return new Outbox<>() {
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

    @Override
    public void close() {
        sender.shutdownNow();
        producer.close();
    }

    private static Map<String, Object> settings(Map<String, Object> client, String transactions) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactions);
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
