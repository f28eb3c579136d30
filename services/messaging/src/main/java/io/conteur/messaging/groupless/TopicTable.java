package io.conteur.messaging.groupless;

import static io.conteur.messaging.groupless.GrouplessConsumer.API_TIMEOUT;

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
import org.jboss.logging.Logger;

/**
 * A compacted topic as a table: the newest event of each key, read from the beginning and kept up
 * to date by a thread of its own. Every instance of a service reads the whole topic, outside of any
 * consumer group. The thread retries through outages of the broker, missing or recreated topics and
 * added partitions; only an exception of the listener or an {@link Error} ends it.
 */
public final class TopicTable<E> extends GrouplessReader {
    private static final Logger LOG = Logger.getLogger(TopicTable.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Topic<E> topic;
    private final Consumer<E> listener;
    private final Consumer<ConsumerRecord<byte[], byte[]>> tombstones;
    private final Map<RecordKey, E> rows = new ConcurrentHashMap<>();
    private final Queue<CompletableFuture<Void>> requestedCatchUps = new ConcurrentLinkedQueue<>();
    private final Queue<CatchUp> catchUps = new ArrayDeque<>();
    private final CompletableFuture<Void> firstLoad = new CompletableFuture<>();

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
        super("table-" + topic.name(), topic.name(), GrouplessConsumer.settings(client), PAUSE);
        this.topic = topic;
        this.listener = listener;
        this.tombstones = tombstones;
        // Asked first, so that loaded() is true when any other has completed.
        requestedCatchUps.add(firstLoad);
        start();
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

    @Override
    void advance(KafkaConsumer<byte[], byte[]> opened) {
        if (discoveryDue()) {
            assign(opened);
        }
        if (opened.assignment().isEmpty()) {
            pause(); // The topic is missing, and a poll without partitions would throw.
            return;
        }
        opened.poll(POLL).forEach(this::put);
        beginCatchUps(opened);
        completeCatchUps(opened);
    }

    /** Catch-ups stay pending. */
    @Override
    void delayed(RetriableException why) {
        LOG.debugf("%s cannot be read right now: %s", topic.name(), why.getMessage());
        pause();
    }

    /** All is read anew. */
    @Override
    void restarting(KafkaException why) {
        LOG.warnf("%s cannot be read, trying again: %s", topic.name(), why);
        requestedCatchUps.addAll(catchUps.stream().map(CatchUp::done).toList());
        catchUps.clear();
        pause();
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
        discovered(!partitions.isEmpty());
    }

    private Set<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> opened) {
        List<PartitionInfo> found = opened.partitionsFor(topic.name(), API_TIMEOUT);
        return found.stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toSet());
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

    @Override
    void ended() {
        IllegalStateException gone = new IllegalStateException(topic.name() + " is not read");
        catchUps.forEach(catchUp -> catchUp.done.completeExceptionally(gone));
        requestedCatchUps.forEach(done -> done.completeExceptionally(gone));
    }
}
