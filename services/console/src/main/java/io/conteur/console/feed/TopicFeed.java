package io.conteur.console.feed;

import io.conteur.console.change.RecordTranslator;
import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads all topics into a {@link LiveView} while a page is open, by a thread and a consumer of its
 * own. Compacted topics are read whole, of the others the latest records. It retries through
 * outages and finds added topics and partitions.
 */
public final class TopicFeed implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TopicFeed.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PAUSE_MILLIS = 1_000;
    private static final Duration DISCOVERY_INTERVAL = Duration.ofSeconds(5);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    /**
     * Rest between two polls: a fetch for every record would cost broker, console and page most.
     */
    private static final int REST_MILLIS = 30;

    private static final int REST_MILLIS_PER_RECORD = 5;
    private static final int MAX_REST_MILLIS = 250;

    /** Of a system that is this busy nobody reads all: a page that looks must not slow it down. */
    private static final int BUSY_RECORDS_PER_SECOND = 500;

    private static final int BUSY_REST_MILLIS = 1_000;

    /** A larger poll shows that the feed is behind. */
    private static final int MAX_RECORDS = TopicReader.MAX_RECORDS * 4 / 5;

    private final Map<String, Object> client;
    private final LiveView view;
    private final int history;
    private final Thread thread = new Thread(this::run, "topic-feed");
    private boolean wanted;
    private boolean closed;
    private @Nullable TopicReader reader;

    /**
     * Does not read before it is wanted.
     *
     * @param client connection settings of a Kafka client
     * @param history records of each partition that are read back at first
     */
    public TopicFeed(Map<String, Object> client, LiveView view, int history) {
        this.client = client;
        this.view = view;
        this.history = history;
        thread.setDaemon(true);
        thread.start();
    }

    /** Starts or stops reading. A later start resumes, unless too many records have come since. */
    public synchronized void want(boolean wanted) {
        this.wanted = wanted;
        notifyAll();
        if (!wanted && reader != null) {
            reader.wakeUp();
        }
    }

    /** False when the reading thread has ended by an error, so that only a restart helps. */
    public boolean alive() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        want(false);
        try {
            thread.join(CLOSE_LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean wanted() {
        return wanted && !closed;
    }

    private synchronized boolean awaitWanted() throws InterruptedException {
        while (!wanted && !closed) {
            wait();
        }
        return !closed;
    }

    /** Ends early when no page is open any more. */
    private synchronized void pause(long millis) throws InterruptedException {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = millis; wanted && !closed && left > 0; ) {
            wait(left);
            left = (end - System.nanoTime()) / 1_000_000;
        }
    }

    private void run() {
        try {
            while (awaitWanted()) {
                readWhileWanted();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void readWhileWanted() throws InterruptedException {
        try (TopicReader opened = new TopicReader(client)) {
            synchronized (this) {
                reader = opened;
            }
            new Reading(opened).follow();
        } catch (WakeupException e) {
            LOG.debug("no page is open any more");
        } catch (RuntimeException e) {
            LOG.warnf("the topics cannot be read, trying again: %s", e.toString());
            view.completed(); // Those who wait are shown what is known, and that there is no more.
            pause(PAUSE_MILLIS);
        } finally {
            synchronized (this) {
                reader = null;
            }
        }
    }

    /** One consumer's work, from its first to its last poll. */
    private final class Reading {
        private final TopicReader reader;
        private final Map<TopicPartition, Long> from = new HashMap<>();
        private Map<TopicPartition, Long> ends = Map.of();
        private final StoryHorizon stories = new StoryHorizon();
        private boolean complete;
        private long discoveredNanos;
        private long lastNanos = System.nanoTime();

        Reading(TopicReader reader) {
            this.reader = reader;
        }

        void follow() throws InterruptedException {
            begin();
            while (wanted()) {
                if (System.nanoTime() - discoveredNanos >= DISCOVERY_INTERVAL.toNanos()) {
                    discover();
                }
                if (reader.readsNothing()) {
                    complete();
                    pause(PAUSE_MILLIS);
                    discover();
                } else {
                    int read = hand(reader.poll(POLL));
                    if (!complete && reader.reached(ends)) {
                        complete();
                    }
                    if (complete && read > 0 && read < MAX_RECORDS) {
                        pause(rest(read));
                    }
                }
            }
        }

        /** Short for one story that is followed, longer where many are written. */
        private long rest(int read) {
            long now = System.nanoTime();
            long sinceLast = now - lastNanos;
            lastNanos = now;
            return read * 1_000_000_000.0 / sinceLast > BUSY_RECORDS_PER_SECOND
                    ? BUSY_REST_MILLIS
                    : Math.min(MAX_REST_MILLIS, REST_MILLIS + REST_MILLIS_PER_RECORD * read);
        }

        private void complete() {
            if (!complete) {
                view.forgetPrompts(stories::hides);
            }
            complete = true;
            view.completed();
        }

        /** Goes on from where the view is, if that is not too far back. */
        private void begin() {
            Set<TopicPartition> partitions = reader.partitions();
            reader.assign(partitions);
            Map<TopicPartition, Long> begins = reader.beginnings(partitions);
            ends = reader.ends(partitions);
            Optional<Map<TopicPartition, Long>> resumed = resumed(begins);
            if (resumed.isPresent()) {
                view.continues();
                from.putAll(resumed.get());
            } else {
                partitions.forEach(each -> from.put(each, horizon(each, begins)));
                stories.begin(from, begins);
                view.restart(Positions.of(from));
            }
            reader.read(from);
            discoveredNanos = System.nanoTime();
        }

        private Optional<Map<TopicPartition, Long>> resumed(Map<TopicPartition, Long> begins) {
            Map<TopicPartition, Long> known = view.positions().asMap();
            Map<TopicPartition, Long> start = new HashMap<>();
            for (TopicPartition each : ends.keySet()) {
                Long position = known.getOrDefault(each, horizon(each, begins));
                long behind = ends.getOrDefault(each, 0L) - position;
                if (behind < 0 || behind > history || position < begins.getOrDefault(each, 0L)) {
                    return Optional.empty();
                }
                start.put(each, position);
            }
            return known.isEmpty() ? Optional.empty() : Optional.of(start);
        }

        private long horizon(TopicPartition each, Map<TopicPartition, Long> begins) {
            boolean compacted =
                    Topic.ALL.stream()
                            .anyMatch(
                                    topic ->
                                            topic.name().equals(each.topic()) && topic.compacted());
            long begin = begins.getOrDefault(each, 0L);
            return compacted ? begin : Math.max(begin, ends.getOrDefault(each, 0L) - history);
        }

        /** Adds partitions that were created since, from their beginnings. */
        private void discover() {
            discoveredNanos = System.nanoTime();
            Set<TopicPartition> found = reader.partitions();
            if (found.equals(from.keySet())) {
                return;
            }
            reader.assign(found);
            Set<TopicPartition> added = new HashSet<>(found);
            added.removeAll(from.keySet());
            from.keySet().retainAll(found);
            from.putAll(reader.beginnings(added));
            reader.read(from);
        }

        private int hand(ConsumerRecords<byte[], byte[]> records) {
            if (!records.isEmpty()) {
                if (!complete) {
                    stories.read(records);
                }
                view.add(RecordTranslator.translate(records), Positions.of(reader.positions()));
            }
            return records.count();
        }
    }
}
