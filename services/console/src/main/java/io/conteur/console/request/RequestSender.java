package io.conteur.console.request;

import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.producer.EventProducer;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of pages. The producer retries through any outage, but a page is answered
 * within a limit: with an {@link UndeliveredException}, and then the request may still be sent.
 */
public final class RequestSender {
    private final EventProducer events;
    private final Limits limits;

    /**
     * How long and how much.
     *
     * @param acceptWithin time of the broker's acknowledgement
     * @param undeliveredBytes that may wait for the broker; above, nothing is sent
     */
    public record Limits(Duration acceptWithin, long undeliveredBytes) {}

    public RequestSender(EventProducer events, Limits limits) {
        this.events = events;
        this.limits = limits;
    }

    /** Sends an event. */
    public <E extends Record> CompletionStage<Void> send(
            Topic<E> topic, String key, E event, String id) {
        return within(
                () -> events.publisher(topic).send(key, event, id),
                () -> "Kafka does not answer now: the request may still be sent");
    }

    /**
     * Sends the only event of its key. If the broker does not acknowledge it in time, a tombstone
     * follows, since the page has been told that the request failed.
     */
    public <E extends Record> CompletionStage<Void> sendOrCancel(
            Topic<E> topic, String key, E event, String id) {
        return within(
                () -> events.publisher(topic).send(key, event, id),
                () -> {
                    var unused = events.send(tombstone(topic, null, key));
                    return "Kafka does not answer now: the request may still be sent, and is"
                            + " cancelled then";
                });
    }

    /**
     * Cancels the requests of a key: an empty record.
     *
     * @param partition of the requests, which must exist; null for the one that their key gives
     */
    public CompletionStage<Void> cancel(Topic<?> topic, @Nullable Integer partition, String key) {
        return within(
                () -> events.send(tombstone(topic, partition, key)),
                () -> "Kafka does not answer now: the cancellation may still be sent");
    }

    private static ProducerRecord<byte[], byte[]> tombstone(
            Topic<?> topic, @Nullable Integer partition, String key) {
        return new ProducerRecord<>(topic.name(), partition, RecordKey.of(key).bytes(), null);
    }

    private CompletionStage<Void> within(
            Supplier<CompletionStage<Void>> sending, Supplier<String> late) {
        if (events.undeliveredBytes() > limits.undeliveredBytes) {
            throw new UndeliveredException("Kafka cannot be reached now: nothing was sent");
        }
        return sending.get()
                .toCompletableFuture()
                .copy() // The producer's own stage goes on.
                .orTimeout(limits.acceptWithin.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(
                        failure -> {
                            throw failure instanceof TimeoutException
                                    ? new UndeliveredException(late.get())
                                    : new CompletionException(failure);
                        });
    }
}
