package io.conteur.messaging.producer;

import io.conteur.events.wire.EventMessage;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import io.conteur.events.wire.TraceContext;
import io.conteur.messaging.Backoff;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes events to any topic at high rates. There is no linger: an event is sent at once unless
 * a request is in flight, and events that are sent meanwhile share the next request. Sending never
 * blocks: what Kafka's client does not accept, because it has no metadata of the topic yet or its
 * buffer is full, waits here in order and is offered to it again.
 */
public final class EventProducer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EventProducer.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofMillis(200);

    /** Failures that a retry of the same record would meet again. */
    private static final List<Class<? extends Exception>> PERMANENT =
            List.of(
                    RecordTooLargeException.class,
                    RecordBatchTooLargeException.class,
                    SerializationException.class,
                    InvalidTopicException.class);

    private final Map<String, Object> settings;
    private final String service;

    /**
     * Records that Kafka's client has not accepted, in the order of sending. While there are any,
     * all others wait behind them, so that no record overtakes another.
     */
    private final PriorityQueue<Pending> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Pending::number));

    private final AtomicLong undeliveredBytes = new AtomicLong();
    private KafkaProducer<byte[], byte[]> producer;
    private long nextNumber;

    /** Incremented by {@link #discard}: records of earlier generations are not retried. */
    private int generation;

    /** The client has failed for good: only a new one helps. */
    private boolean broken;

    private final Backoff backoff = new Backoff(RETRY);
    private boolean retrying;
    private boolean closed;

    /** Completes stages and retries, so that callbacks never block the client's own thread. */
    private final ScheduledExecutorService deliveries =
            Executors.newSingleThreadScheduledExecutor(EventProducer::thread);

    /** A record that the broker has not acknowledged. */
    private record Pending(
            long number,
            int generation,
            ProducerRecord<byte[], byte[]> record,
            CompletableFuture<Void> delivered) {
        long bytes() {
            return (long) length(record.key()) + length(record.value());
        }

        private static int length(byte @Nullable [] bytes) {
            return bytes == null ? 0 : bytes.length;
        }
    }

    /**
     * @param client connection settings of a Kafka client
     * @param service its name, part of every event's CloudEvents source
     */
    public EventProducer(Map<String, Object> client, String service) {
        this.service = service;
        this.settings = settings(client);
        this.producer = open();
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
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAX_RECORD_BYTES);
        // After this time without a response, the client repeats the request on a new connection.
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        // The client itself retries through outages: only its sequence numbers prevent duplicates.
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        // Sending never blocks, and the metadata of a topic never expires.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
        return settings;
    }

    private KafkaProducer<byte[], byte[]> open() {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A publisher to one topic; every event starts a trace of its own. */
    public <E extends Record> EventPublisher<E> publisher(Topic<E> topic) {
        return new TopicPublisher<>(topic, null, null);
    }

    /** Sends a record as it is; see {@link EventPublisher#send}. */
    public synchronized CompletionStage<Void> send(ProducerRecord<byte[], byte[]> record) {
        Pending pending = new Pending(nextNumber++, generation, record, new CompletableFuture<>());
        undeliveredBytes.addAndGet(pending.bytes());
        if (closed) {
            settle(pending, new CancellationException("the producer is closed"));
        } else if (waiting.isEmpty() && !broken) {
            offer(pending);
        } else {
            await(pending);
        }
        return pending.delivered;
    }

    /** Bytes of keys and values that the broker has not acknowledged. */
    public long undeliveredBytes() {
        return undeliveredBytes.get();
    }

    /**
     * Gives up all events that the broker has not acknowledged: their stages complete with a {@link
     * CancellationException}. Events of requests in flight may still be published.
     */
    public void discard() {
        synchronized (this) {
            generation++;
            waiting.forEach(pending -> settle(pending, new CancellationException("discarded")));
            waiting.clear();
        }
        replaceClient();
    }

    @Override
    public void close() {
        KafkaProducer<byte[], byte[]> last;
        synchronized (this) {
            closed = true;
            last = producer;
        }
        last.close(CLOSE_LIMIT);
        deliveries.shutdown();
    }

    /** Offers a record to the client, which may refuse it at once. */
    private void offer(Pending pending) {
        try {
            var unused =
                    producer.send(
                            pending.record, (metadata, failure) -> answered(pending, failure));
        } catch (KafkaException | IllegalStateException e) {
            answered(pending, e);
        }
    }

    private void answered(Pending pending, @Nullable Exception failure) {
        if (Thread.holdsLock(this)) {
            settleOrRetry(pending, failure); // Refused at once: later records wait behind it.
        } else {
            execute(() -> settleOrRetry(pending, failure));
        }
    }

    private synchronized void settleOrRetry(Pending pending, @Nullable Exception failure) {
        boolean done =
                failure == null || PERMANENT.stream().anyMatch(kind -> kind.isInstance(failure));
        if (done) {
            backoff.reset();
            settle(pending, failure);
        } else if (closed || pending.generation != generation) {
            settle(pending, new CancellationException("discarded"));
        } else {
            if (!(failure instanceof TimeoutException)) {
                LOG.warnf(
                        "%s cannot be written now, trying again: %s",
                        pending.record.topic(), failure);
                broken = true;
            }
            await(pending);
        }
    }

    private void settle(Pending pending, @Nullable Exception failure) {
        undeliveredBytes.addAndGet(-pending.bytes());
        execute(
                () -> {
                    if (failure == null) {
                        pending.delivered.complete(null);
                    } else {
                        pending.delivered.completeExceptionally(failure);
                    }
                });
    }

    private void execute(Runnable work) {
        try {
            deliveries.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("an acknowledgement came after the producer was closed");
        }
    }

    private void await(Pending pending) {
        waiting.add(pending);
        retryLater();
    }

    private void retryLater() {
        if (!retrying && !deliveries.isShutdown()) {
            retrying = true;
            Duration pause = broken ? backoff.next() : RETRY;
            var unused = deliveries.schedule(this::retry, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void retry() {
        boolean replace;
        synchronized (this) {
            retrying = false;
            replace = broken && !closed;
        }
        if (replace) {
            replaceClient();
        }
        execute(this::offerWaiting); // After the callbacks of the client that was replaced.
    }

    /** Offers the waiting records in order, until the client refuses one. */
    private synchronized void offerWaiting() {
        for (Pending next = waiting.poll(); next != null; next = waiting.poll()) {
            offer(next);
            if (waiting.contains(next)) {
                return;
            }
        }
    }

    /** Closing the old client at once fails all records that it holds, which are retried then. */
    private void replaceClient() {
        KafkaProducer<byte[], byte[]> old;
        synchronized (this) {
            old = producer;
            try {
                producer = open();
                broken = false;
            } catch (KafkaException e) { // Such as an address that cannot be resolved now.
                LOG.warnf("no client can be opened now, trying again: %s", e.toString());
                broken = true;
                retryLater();
            }
        }
        old.close(Duration.ZERO);
    }

    private final class TopicPublisher<E extends Record> extends AsyncPublisher<E> {
        private final Topic<E> topic;
        private final @Nullable TraceContext trace;
        private final @Nullable Integer partition;

        TopicPublisher(Topic<E> topic, @Nullable TraceContext trace, @Nullable Integer partition) {
            this.topic = topic;
            this.trace = trace;
            this.partition = partition;
        }

        @Override
        public EventPublisher<E> in(TraceContext trace) {
            return new TopicPublisher<>(topic, trace, partition);
        }

        @Override
        public EventPublisher<E> toPartition(int partition) {
            return new TopicPublisher<>(topic, trace, partition);
        }

        @Override
        public CompletionStage<Void> send(RecordKey key, E event, String eventId) {
            TraceContext own = Objects.requireNonNullElseGet(trace, TraceContext::start);
            EventMessage.Source source = new EventMessage.Source(service, eventId, own);
            EventMessage message = EventMessage.of(topic, key, event, source);
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(
                            message.topic(), partition, message.key(), message.value());
            message.headers().forEach(record.headers()::add);
            return EventProducer.this.send(record);
        }
    }
}
