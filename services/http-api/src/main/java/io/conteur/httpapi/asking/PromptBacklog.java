package io.conteur.httpapi.asking;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * The prompts in Kafka that generators have not answered: the lag of their consumer group. It is
 * looked up once a second while requests come, and not at all while none do.
 */
public final class PromptBacklog implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PromptBacklog.class);
    private static final long INTERVAL_MILLIS = 1_000;
    private static final int API_MILLIS = 5_000;
    private static final long WATCHED_NANOS = Duration.ofSeconds(10).toNanos();
    private static final int MAX_RETRY_SECONDS = 60;

    private final Admin admin;
    private final String topic;
    private final String group;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(PromptBacklog::thread);

    private volatile long askedNanos = System.nanoTime() - WATCHED_NANOS;
    private volatile long prompts;
    private volatile double answeredPerSecond;

    /** The offsets committed at the last look, and when that was; of the timer's thread. */
    private long committed = -1;

    private long committedNanos;

    /**
     * @param client connection settings of a Kafka client
     * @param topic of prompts
     * @param group of its generators
     */
    public PromptBacklog(Map<String, Object> client, String topic, String group) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, API_MILLIS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_MILLIS);
        this.admin = Admin.create(settings);
        this.topic = topic;
        this.group = group;
        var unused =
                timer.scheduleWithFixedDelay(
                        this::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "prompt-backlog");
        thread.setDaemon(true);
        return thread;
    }

    /** The prompts at the last look, at most a second ago while requests come; at first 0. */
    long prompts() {
        askedNanos = System.nanoTime();
        return prompts;
    }

    /** Estimated seconds until the backlog is down to a number of prompts, from 1 to 60. */
    int secondsUntil(long left) {
        double speed = answeredPerSecond;
        double seconds = speed > 0 ? Math.max(0, prompts - left) / speed : MAX_RETRY_SECONDS;
        return (int) Math.max(1, Math.min(MAX_RETRY_SECONDS, Math.ceil(seconds)));
    }

    private void look() {
        if (System.nanoTime() - askedNanos >= WATCHED_NANOS) {
            committed = -1;
            prompts = 0;
            return;
        }
        try {
            measure();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.debugf("the lag of %s cannot be read now: %s", group, e.getMessage());
        }
    }

    private void measure() throws InterruptedException, ExecutionException {
        Set<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> begins = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> ends = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, OffsetAndMetadata> done =
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
        long answered = 0;
        long waiting = 0;
        for (TopicPartition each : partitions) {
            OffsetAndMetadata known = done.get(each);
            long begin = begins.getOrDefault(each, 0L);
            long offset = known == null ? begin : Math.max(begin, known.offset());
            answered += offset;
            waiting += Math.max(0, ends.getOrDefault(each, 0L) - offset);
        }
        learn(answered);
        prompts = waiting;
    }

    private Set<TopicPartition> partitions() throws InterruptedException, ExecutionException {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .flatMap(description -> description.partitions().stream())
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .collect(Collectors.toSet());
    }

    private Map<TopicPartition, Long> offsets(Set<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException {
        return admin
                .listOffsets(
                        partitions.stream()
                                .collect(Collectors.toMap(Function.identity(), each -> which)))
                .all()
                .get()
                .entrySet()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset()));
    }

    private void learn(long answered) {
        long nanos = System.nanoTime();
        if (committed >= 0) {
            double speed = (answered - committed) / ((nanos - committedNanos) * 1e-9);
            double before = answeredPerSecond;
            answeredPerSecond = before == 0 ? speed : (before + speed) / 2;
        }
        committed = answered;
        committedNanos = nanos;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }
}
