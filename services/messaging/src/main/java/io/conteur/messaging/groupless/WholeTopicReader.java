package io.conteur.messaging.groupless;

import static io.conteur.messaging.groupless.GrouplessConsumer.API_TIMEOUT;

import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
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
 * Reads a whole topic from its beginning and then as it grows, on a thread of its own, and keeps
 * nothing of it: the listener does, as far as it needs to. Every instance of a service reads the
 * whole topic, outside of any consumer group. The thread retries through outages of the broker,
 * missing or recreated topics and added partitions; only an exception of the listener or an {@link
 * Error} ends it.
 */
public final class WholeTopicReader<E> extends GrouplessReader {
    private static final Logger LOG = Logger.getLogger(WholeTopicReader.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Topic<E> topic;
    private final Consumer<E> listener;
    private final Consumer<ConsumerRecord<byte[], byte[]>> tombstones;
    private final Queue<CompletableFuture<Void>> requestedCatchUps = new ConcurrentLinkedQueue<>();
    private final Queue<CatchUp> catchUps = new ArrayDeque<>();
    private final CompletableFuture<Void> firstLoad = new CompletableFuture<>();

    private record CatchUp(Map<TopicPartition, Long> ends, CompletableFuture<Void> done) {}

    /**
     * Starts reading.
     *
     * @param client connection settings of a Kafka client
     * @param listener called for each event that has a key, in the order of each partition, by the
     *     reader's thread
     */
    public WholeTopicReader(Topic<E> topic, Map<String, Object> client, Consumer<E> listener) {
        this(topic, client, listener, tombstone -> {});
    }

    /**
     * Starts reading.
     *
     * @param tombstones called for each tombstone that has a key, as the listener is
     */
    public WholeTopicReader(
            Topic<E> topic,
            Map<String, Object> client,
            Consumer<E> listener,
            Consumer<ConsumerRecord<byte[], byte[]>> tombstones) {
        super("reader-of-" + topic.name(), topic.name(), GrouplessConsumer.settings(client), PAUSE);
        this.topic = topic;
        this.listener = listener;
        this.tombstones = tombstones;
        // Asked first, so that loaded() is true when any other has completed.
        requestedCatchUps.add(firstLoad);
        start();
    }

    /**
     * Completes when it has caught up with the end of the topic at the time of the call, after any
     * outage; exceptionally when it is closed or has failed.
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
        if (record.value() == null || record.value().length == 0) {
            tombstones.accept(record);
            return;
        }
        try {
            listener.accept(EventCodec.decode(topic, record.value()));
        } catch (InvalidEventException e) {
            // A reader has no dead-letter topic, and one invalid record must not end the reading.
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
