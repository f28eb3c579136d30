package io.conteur.messaging.groupless;

import static io.conteur.messaging.groupless.GrouplessConsumer.CLOSE_LIMIT;
import static io.conteur.messaging.groupless.GrouplessConsumer.DISCOVERY_INTERVAL;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A thread that reads by a consumer without a group, and retries through outages: after a failure
 * that the client does not retry, another client follows. Only an exception of the subclass that is
 * not Kafka's, or an {@link Error}, ends it. The thread makes all calls to the subclass.
 */
abstract class GrouplessReader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(GrouplessReader.class);

    /** Limit of a poll. */
    static final Duration POLL = Duration.ofMillis(200);

    private final String what;
    private final Map<String, Object> settings;
    private final Duration pause;
    private final Thread thread;
    private long discoveredNanos;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private volatile boolean closed;
    private volatile boolean failed;

    /** Why nothing can be read now; null when it can. */
    volatile @Nullable String trouble;

    /**
     * The subclass calls {@link #start} at the end of its constructor.
     *
     * @param name of the thread
     * @param what is read, for the log
     * @param settings of the consumer, such as {@link GrouplessConsumer#settings}
     * @param pause after a failure
     */
    GrouplessReader(String name, String what, Map<String, Object> settings, Duration pause) {
        this.what = what;
        this.settings = settings;
        this.pause = pause;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    final void start() {
        thread.start();
    }

    /** A client has been opened, to which nothing is assigned. */
    void opened() {}

    /** Discovers partitions when that is due, and polls. */
    abstract void advance(KafkaConsumer<byte[], byte[]> opened);

    /** The client reconnects by itself; returns after a pause. */
    void delayed(RetriableException why) {
        failed(why);
    }

    /** The client has failed, and another one follows; returns after a pause. */
    void restarting(KafkaException why) {
        failed(why);
    }

    /** The thread is about to end, because it is closed or has failed. */
    void ended() {}

    /** Whether the thread runs; false for good once it has failed. */
    public final boolean alive() {
        return !failed && !closed;
    }

    /** Ends the thread and returns, after some seconds at the latest. */
    @Override
    public final void close() {
        closed = true;
        wake();
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends a poll or a pause. */
    final void wake() {
        KafkaConsumer<byte[], byte[]> opened = consumer;
        if (opened != null) {
            opened.wakeup();
        }
        LockSupport.unpark(thread);
    }

    /** Waits after a failure, at most until {@link #wake}. */
    final void pause() {
        pause(pause);
    }

    /** Waits, at most until {@link #wake}. */
    final void pause(Duration length) {
        if (!closed) {
            LockSupport.parkNanos(length.toNanos());
        }
        if (Thread.interrupted()) {
            closed = true;
        }
    }

    final boolean discoveryDue() {
        return System.nanoTime() - discoveredNanos >= DISCOVERY_INTERVAL.toNanos();
    }

    /**
     * Partitions have been discovered.
     *
     * @param complete false when some are missing: they are looked for again at once
     */
    final void discovered(boolean complete) {
        discoveredNanos = System.nanoTime() - (complete ? 0 : DISCOVERY_INTERVAL.toNanos());
    }

    private void run() {
        try {
            while (!closed) {
                read();
            }
        } catch (RuntimeException | Error e) {
            LOG.errorf(e, "%s can no longer be read", what);
            failed = true;
        } finally {
            ended();
        }
    }

    private void read() {
        try {
            read(new KafkaConsumer<>(settings));
        } catch (KafkaException e) {
            restarting(e);
        }
    }

    private void read(KafkaConsumer<byte[], byte[]> opened) {
        consumer = opened;
        try {
            discovered(false);
            opened();
            while (!closed) {
                step(opened);
            }
        } finally {
            consumer = null;
            GrouplessConsumer.close(opened);
        }
    }

    private void step(KafkaConsumer<byte[], byte[]> opened) {
        try {
            advance(opened);
        } catch (WakeupException e) {
            LOG.debugf("%s: there is something else to read, or this is closed", what);
        } catch (RetriableException e) {
            delayed(e);
        }
    }

    private void failed(KafkaException why) {
        if (trouble == null) {
            LOG.warnf("%s cannot be read now: %s", what, why);
        }
        trouble = why.toString();
        pause();
    }
}
