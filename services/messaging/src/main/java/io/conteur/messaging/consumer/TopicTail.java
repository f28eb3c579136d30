package io.conteur.messaging.consumer;

import static io.conteur.messaging.consumer.GrouplessConsumer.API_TIMEOUT;
import static io.conteur.messaging.consumer.GrouplessConsumer.CLOSE_LIMIT;
import static io.conteur.messaging.consumer.GrouplessConsumer.DISCOVERY_INTERVAL;

import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows all partitions of some topics from their ends, outside of any consumer group and without
 * delay. From the moment in which {@link #following} is true, no later record is missed: through
 * outages, and through partitions that are added, reading goes on where it was. A thread of its own
 * calls the listener; only an exception of the listener or an {@link Error} ends it.
 */
public final class TopicTail implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final List<Topic<?>> topics;
    private final Map<String, Object> settings;
    private final Consumer<ConsumerRecord<byte[], byte[]>> listener;
    private final Thread thread;

    /**
     * The next offset of each partition, and the topics whose ends were looked up; the thread's.
     */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private final Set<String> begun = new HashSet<>();
    private long discoveredNanos;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile @Nullable String trouble = "the topics have not been looked up yet";
    private volatile boolean following;
    private volatile boolean closed;
    private volatile boolean failed;

    /**
     * Starts the thread.
     *
     * @param client connection settings of a Kafka client
     * @param listener called for every record, in the order of each partition
     */
    public TopicTail(
            List<Topic<?>> topics,
            Map<String, Object> client,
            Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        this.topics = List.copyOf(topics);
        this.settings = GrouplessConsumer.settings(client);
        this.listener = listener;
        this.thread = new Thread(this::run, "tail-" + topics.get(0).name());
        thread.setDaemon(true);
        thread.start();
    }

    /** Whether every topic exists and its end was looked up; from then on no record is missed. */
    public boolean following() {
        return following && alive();
    }

    /** Why records may be late now; retries go on. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Whether the thread runs; false for good once it has failed. */
    public boolean alive() {
        return !failed && !closed;
    }

    /** Ends the thread and returns, after some seconds at the latest. */
    @Override
    public void close() {
        closed = true;
        KafkaConsumer<byte[], byte[]> opened = consumer;
        if (opened != null) {
            opened.wakeup();
        }
        LockSupport.unpark(thread);
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
            LOG.errorf(e, "%s can no longer be read", topics.get(0).name());
            failed = true;
        }
    }

    /** Reads until this is closed or the client fails; the next client goes on where it was. */
    private void read() {
        KafkaConsumer<byte[], byte[]> opened = new KafkaConsumer<>(settings);
        consumer = opened;
        discoveredNanos = System.nanoTime() - DISCOVERY_INTERVAL.toNanos();
        try {
            while (!closed) {
                advance(opened);
            }
        } catch (WakeupException e) {
            LOG.debugf("%s is no longer read", topics.get(0).name());
        } catch (KafkaException e) {
            pause(e);
        } finally {
            consumer = null;
            GrouplessConsumer.close(opened);
        }
    }

    private void advance(KafkaConsumer<byte[], byte[]> opened) {
        try {
            if (System.nanoTime() - discoveredNanos >= DISCOVERY_INTERVAL.toNanos()) {
                discover(opened);
            }
            if (opened.assignment().isEmpty()) {
                LockSupport.parkNanos(PAUSE.toNanos()); // A poll without partitions would throw.
                return;
            }
            for (ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
                listener.accept(record);
                positions.put(
                        new TopicPartition(record.topic(), record.partition()),
                        record.offset() + 1);
            }
        } catch (RetriableException e) {
            pause(e); // The client reconnects by itself.
        }
    }

    private void pause(KafkaException e) {
        if (trouble == null) {
            LOG.warnf("%s cannot be read now: %s", topics.get(0).name(), e);
        }
        trouble = e.toString();
        LockSupport.parkNanos(PAUSE.toNanos());
    }

    /** Assigns the partitions that there are now. */
    private void discover(KafkaConsumer<byte[], byte[]> opened) {
        Set<TopicPartition> found = new HashSet<>();
        Set<String> missing = new HashSet<>();
        for (Topic<?> topic : topics) {
            int count = opened.partitionsFor(topic.name(), API_TIMEOUT).size();
            IntStream.range(0, count)
                    .forEach(number -> found.add(new TopicPartition(topic.name(), number)));
            if (count == 0) {
                missing.add(topic.name());
            }
        }
        if (!found.equals(opened.assignment())) {
            assign(opened, found);
        }
        following = following || missing.isEmpty();
        trouble = missing.isEmpty() ? null : "these topics do not exist: " + missing;
        discoveredNanos =
                System.nanoTime() - (missing.isEmpty() ? 0 : DISCOVERY_INTERVAL.toNanos());
    }

    /** A partition that was added later is read from its beginning. */
    private void assign(KafkaConsumer<byte[], byte[]> opened, Set<TopicPartition> found) {
        opened.assign(found);
        List<TopicPartition> unread =
                found.stream().filter(each -> !begun.contains(each.topic())).toList();
        opened.endOffsets(unread).forEach(positions::put);
        found.forEach(each -> begun.add(each.topic()));
        found.forEach(each -> opened.seek(each, positions.computeIfAbsent(each, added -> 0L)));
    }
}
