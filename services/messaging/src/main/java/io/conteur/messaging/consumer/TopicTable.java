package io.conteur.messaging.consumer;

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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
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
 * The newest event under each key of a compacted topic, read from its beginning and kept up to date
 * by a thread of its own. Every instance of a service reads the whole topic; nothing is committed.
 * An outage of the broker, a topic that is missing, deleted or created anew, and partitions that
 * are added are followed without end: only an error of the listener's or of Java's ends the
 * reading.
 */
public final class TopicTable<E> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TopicTable.class);
    private static final long WHOLE = Long.MAX_VALUE;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int TAIL_FETCH_BYTES = 1 << 20;
    private static final int TAIL_FETCH_MILLIS = 200;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Topic<E> topic;
    private final BiConsumer<RecordKey, E> listener;
    private final Consumer<ConsumerRecord<byte[], byte[]>> tombstones;
    private final Map<String, Object> settings;
    private final long horizon;
    private final Map<RecordKey, E> rows = new ConcurrentHashMap<>();
    private final Queue<CompletableFuture<Void>> questions = new ConcurrentLinkedQueue<>();
    private final Queue<CatchUp> catchUps = new ArrayDeque<>();
    private final Thread thread;
    private final CompletableFuture<Void> firstLoad = new CompletableFuture<>();
    private long lookedNanos;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    private record CatchUp(Map<TopicPartition, Long> ends, CompletableFuture<Void> done) {}

    /**
     * Starts reading.
     *
     * @param client connection settings of a Kafka client
     * @param listener told of each event, in order, on the table's thread, after the table has it
     */
    public TopicTable(Topic<E> topic, Map<String, Object> client, Consumer<E> listener) {
        this(topic, client, listener, tombstone -> {});
    }

    /**
     * Starts reading.
     *
     * @param tombstones told of each record that takes back what is under its key
     */
    public TopicTable(
            Topic<E> topic,
            Map<String, Object> client,
            Consumer<E> listener,
            Consumer<ConsumerRecord<byte[], byte[]>> tombstones) {
        this(topic, client, WHOLE, (key, event) -> listener.accept(event), tombstones);
    }

    private TopicTable(
            Topic<E> topic,
            Map<String, Object> client,
            long horizon,
            BiConsumer<RecordKey, E> listener,
            Consumer<ConsumerRecord<byte[], byte[]>> tombstones) {
        this.topic = topic;
        this.horizon = horizon;
        this.listener = listener;
        this.tombstones = tombstones;
        this.settings = settings(client, horizon);
        this.thread = new Thread(this::run, "table-" + topic.name());
        // Asked first, so that all later questions find the table loaded.
        questions.add(firstLoad);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Reads a topic that is not compacted, from not too far back, and keeps no rows: the listener
     * alone knows what it hears, up to a fifth of a second later.
     *
     * @param horizon records of each partition that are read back
     */
    public static <E> TopicTable<E> tail(
            Topic<E> topic,
            Map<String, Object> client,
            long horizon,
            BiConsumer<RecordKey, E> listener) {
        return new TopicTable<>(topic, client, horizon, listener, tombstone -> {});
    }

    /** The newest event under a key, as far as the topic has been read. */
    public Optional<E> newest(String key) {
        return Optional.ofNullable(rows.get(RecordKey.of(key)));
    }

    /** The newest event under every key. */
    public List<E> all() {
        return List.copyOf(rows.values());
    }

    /**
     * Completes when the table holds all that the topic held when this was called, however long the
     * broker is away; exceptionally when the table is closed before.
     */
    public CompletableFuture<Void> caughtUp() {
        CompletableFuture<Void> done = new CompletableFuture<>();
        questions.add(done);
        if (!alive()) {
            done.completeExceptionally(new IllegalStateException(topic.name() + " is not read"));
        }
        return done;
    }

    /** The topic has been read to its end at least once. */
    public boolean loaded() {
        return firstLoad.isDone() && !firstLoad.isCompletedExceptionally();
    }

    /** Reading goes on; false for good after an error that waiting cannot mend. */
    public boolean alive() {
        return failure == null && !closed;
    }

    /** Returns when the table's thread has closed its connections, or after some seconds. */
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

    private static Map<String, Object> settings(Map<String, Object> client, long horizon) {
        Map<String, Object> settings = ConsumerSettings.of(client);
        if (horizon != WHOLE) {
            // A busy topic is heard of some times a second, not once for each of its records.
            settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, TAIL_FETCH_BYTES);
            settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, TAIL_FETCH_MILLIS);
        }
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topic.MAX_RECORD_BYTES);
        // A topic that is deleted meanwhile must not hold up for longer what comes after it.
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LOOK_LIMIT.toMillis());
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, Long.toString(LOOK_EVERY.toMillis()));
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return settings;
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
            abandon();
        }
    }

    /** Reads until the table is closed or the client gives up, and then anew from the beginning. */
    private void read() {
        KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(settings);
        consumer = opened;
        lookedNanos = System.nanoTime() - LOOK_EVERY.toNanos();
        try {
            while (!closed) {
                advance(opened);
            }
        } catch (WakeupException e) {
            LOG.debugf("%s is no longer read", topic.name());
        } catch (KafkaException e) {
            LOG.warnf("%s cannot be read, trying again: %s", topic.name(), e);
            questions.addAll(catchUps.stream().map(CatchUp::done).toList());
            catchUps.clear();
            pause(PAUSE);
        } finally {
            consumer = null;
            close(opened);
        }
    }

    private static void close(KafkaConsumer<byte[], byte[]> opened) {
        try {
            opened.close(CloseOptions.timeout(CLOSE_LIMIT));
        } catch (KafkaException e) {
            LOG.debug("a consumer was not closed in order", e);
        }
    }

    private void advance(KafkaConsumer<byte[], byte[]> opened) {
        try {
            if (System.nanoTime() - lookedNanos >= LOOK_EVERY.toNanos()) {
                assign(opened);
            }
            if (opened.assignment().isEmpty()) {
                pause(PAUSE); // The topic is not there yet, and a poll without partitions is
                // refused.
                return;
            }
            opened.poll(POLL).forEach(this::put);
            ask(opened);
            answer(opened);
        } catch (RetriableException e) {
            // The client reconnects by itself; what waits for the table goes on waiting.
            LOG.debugf("%s cannot be read right now: %s", topic.name(), e.getMessage());
            pause(PAUSE);
        }
    }

    /** Follows partitions that are added, and a topic that goes and comes. */
    private void assign(KafkaConsumer<byte[], byte[]> opened) {
        Set<TopicPartition> partitions = partitions(opened);
        Set<TopicPartition> known = Set.copyOf(opened.assignment());
        if (!partitions.equals(known)) {
            List<TopicPartition> added =
                    partitions.stream().filter(each -> !known.contains(each)).toList();
            Map<TopicPartition, Long> starts = starts(opened, added);
            opened.assign(partitions);
            starts.forEach(opened::seek);
        }
        // Looked for again soon while there is nothing to read.
        lookedNanos = System.nanoTime() - (partitions.isEmpty() ? LOOK_EVERY.toNanos() : 0);
    }

    private Set<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> opened) {
        List<PartitionInfo> found = opened.partitionsFor(topic.name(), LOOK_LIMIT);
        return found.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
    }

    private Map<TopicPartition, Long> starts(
            KafkaConsumer<byte[], byte[]> opened, List<TopicPartition> added) {
        Map<TopicPartition, Long> starts = opened.beginningOffsets(added);
        if (horizon != WHOLE) {
            opened.endOffsets(added)
                    .forEach((each, end) -> starts.merge(each, end - horizon, Math::max));
        }
        return starts;
    }

    private void pause(Duration length) {
        try {
            // In slices, so that closing does not wait for it.
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
            if (horizon == WHOLE) {
                rows.put(key, event);
            }
            listener.accept(key, event);
        } catch (InvalidEventException e) {
            // A table has no dead-letter topic, and one bad record must not hide the others.
            LOG.errorf(
                    "%s-%d-%d is skipped: %s",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private void ask(KafkaConsumer<byte[], byte[]> opened) {
        for (CompletableFuture<Void> done = questions.peek();
                done != null;
                done = questions.peek()) {
            catchUps.add(new CatchUp(opened.endOffsets(opened.assignment()), done));
            questions.remove();
        }
    }

    private void answer(KafkaConsumer<byte[], byte[]> opened) {
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

    private void abandon() {
        IllegalStateException gone = new IllegalStateException(topic.name() + " is not read");
        catchUps.forEach(catchUp -> catchUp.done.completeExceptionally(gone));
        questions.forEach(done -> done.completeExceptionally(gone));
    }
}
