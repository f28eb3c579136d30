package io.conteur.messaging.consumer;

import io.conteur.events.wire.Topic;
import io.conteur.messaging.Backoff;
import io.conteur.messaging.ConsumerSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes the requests of one topic as a member of a consumer group, on a thread of its own. A
 * record's offset is committed only after its acknowledgement; an invalid record becomes a dead
 * letter, and no record is taken while many bytes of dead letters are not at the broker. The thread
 * retries through outages of the broker, missing or recreated topics and missing permissions; only
 * {@link #close} or an {@link Error} ends it.
 *
 * <pre>
 *           poll            ready?           take
 *   broker ──────► fetched ────────► handler ──────► acknowledgement ──► OffsetTracker ──► commit
 *                                       └──► dead letter ─────────────────────┘
 * </pre>
 */
public final class RequestConsumer implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(RequestConsumer.class);

    /** Short, because a new fetch is sent, and a partition resumed, only between two polls. */
    private static final Duration POLL = Duration.ofMillis(50);

    /**
     * Between two polls while a partition is paused. A poll that waits would use the processor: the
     * client looks again and again, on two threads, at the records of that partition which it has
     * fetched.
     */
    private static final Duration PAUSED_REST = Duration.ofMillis(10);

    /** While idle. A poll returns as soon as records arrive, and each costs about 1 ms. */
    private static final Duration IDLE_POLL = Duration.ofMillis(200);

    /**
     * No record is polled that is so far beyond one that is not acknowledged, which bounds how many
     * answered requests a crash can bring back.
     */
    public static final int MAX_SPREAD = 500;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration LOOK_LIMIT = Duration.ofSeconds(1);

    private final Topic<?> topic;
    private final Map<String, Object> settings;
    private final RequestHandler handler;
    private final DeadLetterPublisher deadLetters;
    private final GroupMembership membership;
    private final OffsetCommitter offsets;
    private final ConsumerLag lag = new ConsumerLag();
    private final LongAdder deadLettersSent = new LongAdder();
    private final Thread thread;
    private final Queue<ConsumerRecord<byte[], byte[]>> fetched = new ArrayDeque<>();
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1));
    private long lookedNanos = System.nanoTime();
    private volatile boolean closed;
    private volatile @Nullable Throwable trouble;
    private volatile @Nullable Error breakdown;

    /**
     * What is consumed, and how.
     *
     * @param group the consumer group
     * @param maxFetched records of one poll
     * @param properties further Kafka properties of the consumer
     * @param membership is confirmed whenever the broker proves it
     */
    public record Subscription(
            Topic<?> topic,
            String group,
            int maxFetched,
            Map<String, Object> properties,
            GroupMembership membership) {
        public Subscription {
            properties = Map.copyOf(properties);
        }
    }

    /**
     * @param client connection settings of a Kafka client
     */
    public RequestConsumer(
            Map<String, Object> client, Subscription subscription, RequestHandler handler) {
        this.topic = subscription.topic;
        this.settings = settings(client, subscription);
        this.handler = handler;
        this.membership = subscription.membership;
        this.offsets = new OffsetCommitter(topic.name(), membership);
        this.deadLetters = new DeadLetterPublisher(topic, client, subscription.group);
        this.thread = new Thread(this::run, "requests-" + topic.name());
        thread.setDaemon(true);
    }

    private static Map<String, Object> settings(
            Map<String, Object> client, Subscription subscription) {
        Map<String, Object> settings = ConsumerSettings.of(client);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, subscription.group);
        // How soon new partitions are found, with the classic protocol.
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, subscription.maxFetched);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topic.MAX_REQUEST_BYTES);
        settings.putAll(subscription.properties);
        return settings;
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Why no request can be taken now; retries go on. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble).map(Throwable::toString);
    }

    /** The error that ended the thread, if one did. */
    public Optional<String> breakdown() {
        return Optional.ofNullable(breakdown).map(Throwable::toString);
    }

    /** What is consumed. */
    public Topic<?> topic() {
        return topic;
    }

    /** Records of the assigned partitions that have not been polled, as of some seconds ago. */
    public long waiting() {
        return lag.records();
    }

    /** Records that were polled and are not acknowledged yet. */
    public int held() {
        return offsets.held();
    }

    /** The timestamp, in milliseconds since 1970, of the oldest record that is held. */
    public OptionalLong oldest() {
        return offsets.oldest();
    }

    /** Records that have become dead letters since the start. */
    public long deadLetters() {
        return deadLettersSent.sum();
    }

    /** Bytes of dead letters that the broker has not acknowledged. */
    long undeliveredBytes() {
        return deadLetters.undeliveredBytes();
    }

    /** Commits, leaves the group and returns, after some seconds at the latest. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join(2 * CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        deadLetters.close();
    }

    private void run() {
        while (!closed) {
            try {
                consume();
            } catch (RuntimeException e) {
                Duration pause = backoff.next();
                LOG.warnf("%s cannot be read, trying again in %s: %s", topic.name(), pause, e);
                trouble = e;
                pause(pause);
            } catch (Error e) {
                LOG.errorf(e, "%s can no longer be read", topic.name());
                breakdown = e;
                return;
            }
        }
    }

    private void consume() {
        KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(settings);
        consumer = opened;
        try {
            while (!closed && !handler.mayJoin()) { // The client is made meanwhile.
                pause(POLL);
            }
            opened.subscribe(List.of(topic.name()), new RebalanceListener());
            while (!closed) {
                pollAndHandOver(opened);
                trouble = opened.assignment().isEmpty() ? missingTopic(opened) : null;
                backoff.reset();
            }
        } finally {
            close(opened);
        }
    }

    private void pollAndHandOver(KafkaConsumer<byte[], byte[]> opened) {
        pauseAndResume(opened);
        for (ConsumerRecord<byte[], byte[]> record : poll(opened)) {
            offsets.received(record);
            fetched.add(record);
        }
        while (!fetched.isEmpty() && ready()) {
            take(fetched.remove());
        }
        lag.measure(opened).forEach(offsets::reached);
        offsets.commitWhenDue(opened);
    }

    private ConsumerRecords<byte[], byte[]> poll(KafkaConsumer<byte[], byte[]> opened) {
        if (opened.paused().isEmpty()) {
            return opened.poll(offsets.idle() ? IDLE_POLL : POLL);
        }
        ConsumerRecords<byte[], byte[]> records = opened.poll(Duration.ZERO);
        if (records.isEmpty()) {
            pause(PAUSED_REST);
        }
        return records;
    }

    /** If the topic is missing, the group assigns no partition and reports no error. */
    private @Nullable Throwable missingTopic(KafkaConsumer<byte[], byte[]> opened) {
        if (System.nanoTime() - lookedNanos < LOOK_EVERY.toNanos()) {
            return trouble;
        }
        lookedNanos = System.nanoTime();
        try {
            return opened.partitionsFor(topic.name(), LOOK_LIMIT).isEmpty()
                    ? new IllegalStateException(topic.name() + " does not exist")
                    : null;
        } catch (RetriableException e) {
            return e;
        }
    }

    /** Only what changes: each call with a partition waits for the client's other thread. */
    private void pauseAndResume(KafkaConsumer<byte[], byte[]> opened) {
        boolean ready = fetched.isEmpty() && ready();
        Set<TopicPartition> paused = opened.paused();
        opened.resume(paused.stream().filter(each -> ready && ready(each)).toList());
        opened.pause(
                opened.assignment().stream()
                        .filter(each -> !paused.contains(each) && !(ready && ready(each)))
                        .toList());
    }

    private boolean ready() {
        return handler.ready() && !deadLetters.congested();
    }

    private boolean ready(TopicPartition partition) {
        OffsetTracker tracker = offsets.tracker(partition);
        return handler.ready(partition.partition())
                && (tracker == null || tracker.spread() < MAX_SPREAD);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        OffsetTracker tracker = offsets.tracker(OffsetCommitter.partition(record));
        if (tracker == null) {
            return; // Its partition was revoked.
        }
        Runnable acknowledgement = () -> tracker.acknowledge(record.offset());
        try {
            handler.take(
                    new ReceivedRequest(
                            Request.of(record),
                            record.partition(),
                            record.offset(),
                            record.timestamp(),
                            acknowledgement));
        } catch (RuntimeException e) {
            // A redelivery would fail in the same way, whatever the exception.
            LOG.warnf(
                    "%s-%d-%d becomes a dead letter: %s",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
            var unused =
                    deadLetters
                            .send(record, e)
                            .whenComplete(
                                    (sent, failure) -> {
                                        if (failure == null) {
                                            deadLettersSent.increment();
                                            acknowledgement.run();
                                        } else {
                                            LOG.errorf(
                                                    "a dead letter could not be sent: %s", failure);
                                        }
                                    });
        }
    }

    private void close(KafkaConsumer<byte[], byte[]> opened) {
        try {
            opened.close(CloseOptions.timeout(CLOSE_LIMIT));
        } catch (KafkaException e) {
            LOG.debugf(e, "the consumer of %s was not closed in order", topic.name());
        }
        Set<TopicPartition> left = offsets.partitions();
        if (!left.isEmpty()) {
            lose(left);
        }
        lag.reset();
        consumer = null;
    }

    /** Forgets partitions without a commit: another consumer may have them. */
    private void lose(Collection<TopicPartition> partitions) {
        dropFetched(partitions);
        handler.lost(numbers(partitions));
        offsets.forget(partitions);
    }

    private void dropFetched(Collection<TopicPartition> partitions) {
        fetched.removeIf(record -> partitions.contains(OffsetCommitter.partition(record)));
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toSet());
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(length.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class RebalanceListener implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            membership.confirm(System.nanoTime());
            offsets.assigned(partitions);
            handler.assigned(numbers(partitions));
            KafkaConsumer<byte[], byte[]> opened = consumer;
            if (opened != null) {
                opened.pause(partitions); // The poll of this assignment must return none of them.
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            dropFetched(partitions);
            handler.revoked(numbers(partitions));
            KafkaConsumer<byte[], byte[]> opened = consumer;
            if (opened != null) {
                offsets.commit(opened, partitions);
            }
            offsets.forget(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            lose(partitions);
        }
    }
}
