package io.conteur.messaging.producer;

import io.conteur.events.wire.EventMessage;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import io.conteur.events.wire.TraceContext;
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
import java.util.concurrent.ExecutionException;
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
 * Publishes events by the hundred per second, to any topic, and waits out every outage. An event
 * leaves at once, unless a request is on its way; those that come meanwhile share the next. Sending
 * never blocks: what Kafka's client cannot take, because it does not know the topic yet or its
 * buffer is full, waits here, in order, and is offered to it again.
 */
public final class EventProducer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EventProducer.class);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final long RETRY_MILLIS = 200;

    /** Failures that come again with the same record, however often it is sent. */
    private static final List<Class<? extends Exception>> PERMANENT =
            List.of(
                    RecordTooLargeException.class,
                    RecordBatchTooLargeException.class,
                    SerializationException.class,
                    InvalidTopicException.class);

    private final Map<String, Object> settings;
    private final String service;

    /**
     * What Kafka's client does not hold now, in the order of sending. It is asked no more while
     * something waits, or else records would overtake each other.
     */
    private final PriorityQueue<Pending> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Pending::number));

    private final AtomicLong undeliveredBytes = new AtomicLong();
    private KafkaProducer<byte[], byte[]> producer;
    private long numbers;
    private int generation;
    private boolean broken;
    private boolean retrying;
    private boolean closed;

    /** Settles what the client answers, whose own thread must not be held up, and retries. */
    private final ScheduledExecutorService deliveries =
            Executors.newSingleThreadScheduledExecutor(EventProducer::thread);

    /** A record that the broker does not have yet. */
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
        // An answer that does not come for so long is asked for again on another connection.
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        // The client outlasts an outage by itself: it alone can repeat a record without doubling
        // it.
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        // Sending never blocks; a topic that was known once stays known.
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Duration.ofDays(365).toMillis());
        return settings;
    }

    private KafkaProducer<byte[], byte[]> open() {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Publishes to one topic; every event starts a trace of its own. */
    public <E extends Record> EventPublisher<E> outbox(Topic<E> topic) {
        return new TopicOutbox<>(topic, null);
    }

    /** Sends a record as it is, without waiting. The stage completes once the broker has it. */
    public synchronized CompletionStage<Void> send(ProducerRecord<byte[], byte[]> record) {
        Pending pending = new Pending(numbers++, generation, record, new CompletableFuture<>());
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

    /** Bytes of keys and values that were sent and that the broker does not have yet. */
    public long undeliveredBytes() {
        return undeliveredBytes.get();
    }

    /**
     * Gives up all that is undelivered, for another process has taken over what it belongs to: the
     * stages complete with a {@link CancellationException}. What is on the wire may still arrive.
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

    /** Hands a record to the client. One that it cannot take now has its answer at once. */
    private void offer(Pending pending) {
        try {
            var unused = producer.send(pending.record, (place, failure) -> hear(pending, failure));
        } catch (KafkaException | IllegalStateException e) {
            hear(pending, e);
        }
    }

    private void hear(Pending pending, @Nullable Exception failure) {
        if (Thread.holdsLock(this)) {
            answer(pending, failure); // Refused at once; what is sent next must wait behind it.
        } else {
            execute(() -> answer(pending, failure));
        }
    }

    private synchronized void answer(Pending pending, @Nullable Exception failure) {
        boolean ended =
                failure == null || PERMANENT.stream().anyMatch(kind -> kind.isInstance(failure));
        if (ended) {
            settle(pending, failure);
        } else if (closed || pending.generation != generation) {
            settle(pending, new CancellationException("discarded"));
        } else {
            if (!(failure instanceof TimeoutException)) {
                LOG.warnf("%s takes no record now: %s", pending.record.topic(), failure);
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
            LOG.debug("an answer came after the producer was closed");
        }
    }

    private void await(Pending pending) {
        waiting.add(pending);
        if (!retrying) {
            retrying = true;
            var unused = deliveries.schedule(this::retry, RETRY_MILLIS, TimeUnit.MILLISECONDS);
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
        execute(this::offerWaiting); // Behind what the old client gave back.
    }

    /** Offers what waits, in order, until the client refuses one. */
    private synchronized void offerWaiting() {
        for (Pending next = waiting.poll(); next != null; next = waiting.poll()) {
            offer(next);
            if (waiting.contains(next)) {
                return;
            }
        }
    }

    /** Closing a client at once makes it give back all that it holds. */
    private void replaceClient() {
        KafkaProducer<byte[], byte[]> old;
        synchronized (this) {
            old = producer;
            producer = open();
            broken = false;
        }
        old.close(Duration.ZERO);
    }

    private final class TopicOutbox<E extends Record> implements EventPublisher<E> {
        private final Topic<E> topic;
        private final @Nullable TraceContext trace;

        TopicOutbox(Topic<E> topic, @Nullable TraceContext trace) {
            this.topic = topic;
            this.trace = trace;
        }

        @Override
        public EventPublisher<E> in(TraceContext trace) {
            return new TopicOutbox<>(topic, trace);
        }

        @Override
        public void publish(RecordKey key, E event, String eventId) {
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
        public CompletionStage<Void> send(RecordKey key, E event, String eventId) {
            TraceContext own = Objects.requireNonNullElseGet(trace, TraceContext::start);
            EventMessage.Source source = new EventMessage.Source(service, eventId, own);
            EventMessage message = EventMessage.of(topic, key, event, source);
            ProducerRecord<byte[], byte[]> record =
                    new ProducerRecord<>(message.topic(), message.key(), message.value());
            message.headers().forEach(record.headers()::add);
            return EventProducer.this.send(record);
        }
    }
}
