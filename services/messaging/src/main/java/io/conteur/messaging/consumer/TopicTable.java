package io.conteur.messaging.consumer;

import static io.conteur.messaging.consumer.GrouplessConsumer.API_TIMEOUT;
import static io.conteur.messaging.consumer.GrouplessConsumer.CLOSE_LIMIT;
import static io.conteur.messaging.consumer.GrouplessConsumer.DISCOVERY_INTERVAL;

import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A compacted topic as a table: the newest event of each key, read from the beginning and kept up
 * to date by a thread of its own. Every instance of a service reads the whole topic, outside of any
 * consumer group. The thread retries through outages of the broker, missing or recreated topics and
 * added partitions; only an exception of the listener or an {@link Error} ends it.
 */
public final class TopicTable<E> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TopicTable.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Topic<E> topic;
    private final Consumer<E> listener;
    private final Consumer<ConsumerRecord<byte[], byte[]>> tombstones;
    private final Map<String, Object> settings;
    private final Map<RecordKey, E> rows = new ConcurrentHashMap<>();
    private final Queue<CompletableFuture<Void>> requestedCatchUps = new ConcurrentLinkedQueue<>();
    private final Queue<CatchUp> catchUps = new ArrayDeque<>();
    private final Thread thread;
    private final CompletableFuture<Void> firstLoad = new CompletableFuture<>();
    private long discoveredNanos;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    private record CatchUp(Map<TopicPartition, Long> ends, CompletableFuture<Void> done) {}

    /**
     * Starts reading.
     *
     * @param client connection settings of a Kafka client
     * @param listener called for each event, in order, by the table's thread, after the table has
     *     it
     */
    public TopicTable(Topic<E> topic, Map<String, Object> client, Consumer<E> listener) {
        this(topic, client, listener, tombstone -> {});
    }

    /**
     * Starts reading.
     *
     * @param tombstones called for each tombstone
     */
    public TopicTable(
            Topic<E> topic,
            Map<String, Object> client,
            Consumer<E> listener,
            Consumer<ConsumerRecord<byte[], byte[]>> tombstones) {
        this.topic = topic;
        this.listener = listener;
        this.tombstones = tombstones;
        this.settings = GrouplessConsumer.settings(client);
        this.thread = new Thread(this::run, "table-" + topic.name());
        // Asked first, so that loaded() is true when any other has completed.
        requestedCatchUps.add(firstLoad);
        thread.setDaemon(true);
        thread.start();
    }

    /** The newest event of a key, as far as the topic has been read. */
    public Optional<E> newest(String key) {
        return Optional.ofNullable(rows.get(RecordKey.of(key)));
    }

    /** The newest event of every key. */
    public List<E> all() {
        return List.copyOf(rows.values());
    }

    /**
     * Completes when the table has caught up with the end of the topic at the time of the call,
     * after any outage; exceptionally when the table is closed or has failed.
     */
    public CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        requestedCatchUps.add(done);
        if (!alive()) {
            done.completeExceptionally(new IllegalStateException(topic.name() + " is not read"));
        }
        return done;
    }

    /** The topic has been read to its end at least once. */
    public boolean loaded() {
        return firstLoad.isDone() && !firstLoad.isCompletedExceptionally();
    }

    /** Whether the thread runs; false for good once it has failed. */
    public boolean alive() {
        return failure == null && !closed;
    }

    /** Ends the thread and returns, after some seconds at the latest. */
    @Override
    public void close() {
        closed = true;
        KafkaConsumer<byte[], byte[]> opened = consumer;
        if (opened != null) {
            opened.wakeup();
        }
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closed) {
                read();
            }
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "%s can no longer be read", topic.name());
            failure = e;
        } finally {
            failCatchUps();
        }
    }

    /** Reads until the table is closed or the client fails, after which all is read anew. */
    private void read() {
        KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(settings);
        consumer = opened;
        discoveredNanos = System.nanoTime() - DISCOVERY_INTERVAL.toNanos();
        try {
            while (!closed) {
                advance(opened);
            }
        } catch (WakeupException e) {
            LOG.debugf("%s is no longer read", topic.name());
        } catch (KafkaException e) {
            LOG.warnf("%s cannot be read, trying again: %s", topic.name(), e);
            requestedCatchUps.addAll(catchUps.stream().map(CatchUp::done).toList());
            catchUps.clear();
            pause(PAUSE);
        } finally {
            consumer = null;
            GrouplessConsumer.close(opened);
        }
    }

    private void advance(KafkaConsumer<byte[], byte[]> opened) {
        try {
            if (System.nanoTime() - discoveredNanos >= DISCOVERY_INTERVAL.toNanos()) {
                assign(opened);
            }
            if (opened.assignment().isEmpty()) {
                pause(PAUSE); // The topic is missing, and a poll without partitions would throw.
                return;
            }
            opened.poll(POLL).forEach(this::put);
            beginCatchUps(opened);
            completeCatchUps(opened);
        } catch (RetriableException e) {
            // The client reconnects by itself, and catch-ups stay pending.
            LOG.debugf("%s cannot be read right now: %s", topic.name(), e.getMessage());
            pause(PAUSE);
        }
    }

    /** Assigns all partitions that the topic has now. */
    private void assign(KafkaConsumer<byte[], byte[]> opened) {
        Set<TopicPartition> partitions = partitions(opened);
        Set<TopicPartition> known = Set.copyOf(opened.assignment());
        if (!partitions.equals(known)) {
            List<TopicPartition> added =
                    partitions.stream().filter(each -> !known.contains(each)).toList();
            opened.assign(partitions);
            opened.seekToBeginning(added);
        }
        // At once again while there is no partition.
        discoveredNanos =
                System.nanoTime() - (partitions.isEmpty() ? DISCOVERY_INTERVAL.toNanos() : 0);
    }

    private Set<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> opened) {
        List<PartitionInfo> found = opened.partitionsFor(topic.name(), API_TIMEOUT);
        return found.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
    }

    private void pause(Duration length) {
        try {
            // In slices, so that close() need not wait for all of it.
            for (long left = length.toMillis(); left > 0 && !closed; left -= POLL.toMillis()) {
                Thread.sleep(Math.min(left, POLL.toMillis()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    private void put(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        RecordKey key = RecordKey.of(record.key());
        if (record.value() == null || record.value().length == 0) {
            rows.remove(key);
            tombstones.accept(record);
            return;
        }
        try {
            E event = EventCodec.decode(topic, record.value());
            rows.put(key, event);
            listener.accept(event);
        } catch (InvalidEventException e) {
            // A table has no dead-letter topic, and one invalid record must not end the reading.
            LOG.errorf(
                    "%s-%d-%d is skipped: %s",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private void beginCatchUps(KafkaConsumer<byte[], byte[]> opened) {
        for (CompletableFuture<Void> done = requestedCatchUps.peek();
                done != null;
                done = requestedCatchUps.peek()) {
            catchUps.add(new CatchUp(opened.endOffsets(opened.assignment()), done));
            requestedCatchUps.remove();
        }
    }

    private void completeCatchUps(KafkaConsumer<byte[], byte[]> opened) {
        Set<TopicPartition> assigned = opened.assignment();
        catchUps.removeIf(
                catchUp -> {
                    boolean reached =
                            catchUp.ends.entrySet().stream()
                                    .filter(end -> assigned.contains(end.getKey()))
                                    .allMatch(
                                            end -> opened.position(end.getKey()) >= end.getValue());
                    return reached && catchUp.done.complete(null);
                });
    }

    private void failCatchUps() {
        IllegalStateException gone = new IllegalStateException(topic.name() + " is not read");
        catchUps.forEach(catchUp -> catchUp.done.completeExceptionally(gone));
        requestedCatchUps.forEach(done -> done.completeExceptionally(gone));
    }
}
