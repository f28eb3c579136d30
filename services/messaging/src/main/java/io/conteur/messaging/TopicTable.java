package io.conteur.messaging;

import io.conteur.events.EventCodec;
import io.conteur.events.InvalidEventException;
import io.conteur.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The newest event under each key of a compacted topic, read from its beginning and kept up to date
 * by a thread of its own. Every instance of a service reads the whole topic; nothing is committed.
 */
public final class TopicTable<E> implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TopicTable.class);
    private static final long WHOLE = Long.MAX_VALUE;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int TAIL_FETCH_BYTES = 1 << 20;
    private static final int TAIL_FETCH_MILLIS = 200;
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Topic<E> topic;
    private final Consumer<E> listener;
    private final Consumer<ConsumerRecord<byte[], byte[]>> tombstones;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final long horizon;
    private final Map<String, E> rows = new ConcurrentHashMap<>();
    private final Queue<CompletableFuture<Void>> questions = new ConcurrentLinkedQueue<>();
    private final Queue<CatchUp> catchUps = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable RuntimeException failure;
    private final CompletableFuture<Void> firstLoad = new CompletableFuture<>();

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
        this(topic, client, WHOLE, listener, tombstones);
    }

    private TopicTable(
            Topic<E> topic,
            Map<String, Object> client,
            long horizon,
            Consumer<E> listener,
            Consumer<ConsumerRecord<byte[], byte[]>> tombstones) {
        this.topic = topic;
        this.horizon = horizon;
        this.listener = listener;
        this.tombstones = tombstones;
        this.consumer = new KafkaConsumer<>(settings(client, horizon));
        this.thread = new Thread(this::run, "table-" + topic.name());
        // Asked first, so that whoever has caught up finds the table loaded.
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
            Topic<E> topic, Map<String, Object> client, long horizon, Consumer<E> listener) {
        return new TopicTable<>(topic, client, horizon, listener, tombstone -> {});
    }

    /** The newest event under a key, as far as the topic has been read. */
    public Optional<E> newest(String key) {
        return Optional.ofNullable(rows.get(key));
    }

    /** The newest event under every key. */
    public List<E> all() {
        return List.copyOf(rows.values());
    }

    /** Completes when the table holds all that the topic held when this was called. */
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

    /** Reading goes on; false for good after an error that the client could not mend. */
    public boolean alive() {
        return failure == null && !closed;
    }

    /** Returns when the table's thread has let its connections go, or after some seconds. */
    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, Object> settings(Map<String, Object> client, long horizon) {
        Map<String, Object> settings = new HashMap<>(client);
        if (horizon != WHOLE) {
            // A busy topic is heard of some times a second, not once for each of its records.
            settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, TAIL_FETCH_BYTES);
            settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, TAIL_FETCH_MILLIS);
        }
        settings.put(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        settings.put(
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return settings;
    }

    private void run() {
        try (consumer) {
            assign();
            while (!closed) {
                advance();
            }
        } catch (WakeupException e) {
            LOG.debugf("%s is no longer read", topic.name());
        } catch (RuntimeException e) {
            LOG.errorf(e, "%s can no longer be read", topic.name());
            failure = e;
        } finally {
            abandon();
        }
    }

    private void advance() {
        try {
            consumer.poll(POLL).forEach(this::put);
            ask();
            answer();
        } catch (RetriableException e) {
            // The client reconnects by itself; whoever waits for the table goes on waiting.
            LOG.warnf("%s cannot be read right now: %s", topic.name(), e.getMessage());
        }
    }

    private void assign() {
        List<TopicPartition> partitions = List.of();
        while (partitions.isEmpty() && !closed) {
            partitions = partitions();
            if (partitions.isEmpty()) {
                // Polling without an assignment is refused, so wait for the topic to be created.
                pause();
            }
        }
        consumer.assign(partitions);
        if (horizon == WHOLE) {
            consumer.seekToBeginning(partitions);
        } else {
            seekBack(partitions);
        }
    }

    private void seekBack(List<TopicPartition> partitions) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(partitions);
        consumer.endOffsets(partitions)
                .forEach(
                        (partition, end) ->
                                consumer.seek(
                                        partition,
                                        Math.max(
                                                first.getOrDefault(partition, 0L), end - horizon)));
    }

    private List<TopicPartition> partitions() {
        try {
            return consumer.partitionsFor(topic.name()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
        } catch (RetriableException e) {
            LOG.warnf("%s cannot be read yet: %s", topic.name(), e.getMessage());
            return List.of();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WakeupException();
        }
    }

    private void put(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
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
            listener.accept(event);
        } catch (InvalidEventException e) {
            // A table has no dead-letter topic, and one bad record must not hide the others.
            LOG.errorf(
                    "%s-%d-%d is skipped: %s",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
        }
    }

    private void ask() {
        for (CompletableFuture<Void> done = questions.peek();
                done != null;
                done = questions.peek()) {
            catchUps.add(new CatchUp(consumer.endOffsets(consumer.assignment()), done));
            questions.remove();
        }
    }

    private void answer() {
        catchUps.removeIf(
                catchUp -> {
                    boolean reached =
                            catchUp.ends.entrySet().stream()
                                    .allMatch(e -> consumer.position(e.getKey()) >= e.getValue());
                    return reached && catchUp.done.complete(null);
                });
    }

    private void abandon() {
        IllegalStateException gone = new IllegalStateException(topic.name() + " is not read");
        catchUps.forEach(catchUp -> catchUp.done.completeExceptionally(gone));
        questions.forEach(done -> done.completeExceptionally(gone));
    }
}
