package io.conteur.messaging.groupless;

import static io.conteur.messaging.groupless.GrouplessConsumer.API_TIMEOUT;

import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows output topics that are co-partitioned with an input topic: of each, the partitions with
 * the numbers that this process owns of the input. A partition is read from a fixed number of
 * records before its end, and then as it grows. A thread of its own calls the listener; it retries
 * through outages, missing topics and missing partitions, and only an exception of the listener or
 * an {@link Error} ends it.
 */
public final class CoPartitionedTail extends GrouplessReader {
    private static final Logger LOG = Logger.getLogger(CoPartitionedTail.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int FETCH_BYTES = 1 << 16;
    private static final int FETCH_MILLIS = 200;

    /** What is read back comes in several responses: one is read while the next is on its way. */
    private static final int RESPONSE_BYTES = 1 << 20;

    private final Topics topics;
    private final Consumer<ConsumerRecord<byte[], byte[]>> listener;
    private final Map<Integer, Followed> followed = new ConcurrentHashMap<>();

    /** Partition counts by topic name; of the thread. */
    private Map<String, Integer> counts = Map.of();

    /**
     * What is followed.
     *
     * @param input the topic whose partitions this process owns
     * @param outputs the topics that are read
     */
    public record Topics(Topic<?> input, List<Output> outputs) {
        public Topics {
            outputs = List.copyOf(outputs);
        }

        private List<Topic<?>> all() {
            List<Topic<?>> all = new ArrayList<>();
            outputs.forEach(output -> all.add(output.topic));
            all.add(input);
            return all;
        }
    }

    /**
     * A topic that is read.
     *
     * @param horizon records of a partition before its end that are read
     */
    public record Output(Topic<?> topic, int horizon) {}

    /** A partition number since it was last gained. */
    private static final class Followed {
        /** The offsets to read to; those of all outputs once the thread has looked them up. */
        final Map<TopicPartition, Long> ends = new HashMap<>();

        volatile boolean caughtUp;
    }

    /**
     * Starts the thread.
     *
     * @param client connection settings of a Kafka client
     * @param listener called for every record, in the order of each partition
     */
    public CoPartitionedTail(
            Topics topics,
            Map<String, Object> client,
            Consumer<ConsumerRecord<byte[], byte[]>> listener) {
        super(
                "tail-of-" + topics.input.name(),
                "the outputs of " + topics.input.name(),
                settings(client),
                PAUSE);
        this.topics = topics;
        this.listener = listener;
        start();
    }

    private static Map<String, Object> settings(Map<String, Object> client) {
        Map<String, Object> settings = GrouplessConsumer.settings(client);
        // A busy topic is fetched a few times a second, not for each of its records.
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, FETCH_BYTES);
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_MILLIS);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, RESPONSE_BYTES);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        return settings;
    }

    /** Follows partitions from now on: their ends are looked up after this call. */
    public void follow(Set<Integer> partitions) {
        partitions.forEach(each -> followed.put(each, new Followed()));
        wake();
    }

    /** Follows partitions no longer. */
    public void drop(Set<Integer> partitions) {
        followed.keySet().removeAll(partitions);
        wake();
    }

    /** Whether a followed partition has been read to where it ended when it was gained. */
    public boolean caughtUp(int partition) {
        Followed state = followed.get(partition);
        return state != null && state.caughtUp;
    }

    /** Whether {@link #caughtUp(int)} holds for every followed partition. */
    public boolean caughtUp() {
        return followed.values().stream().allMatch(state -> state.caughtUp);
    }

    /** Why a partition may never catch up; retries go on. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** All is read anew. */
    @Override
    void opened() {
        followed.replaceAll((partition, state) -> new Followed());
    }

    @Override
    void advance(KafkaConsumer<byte[], byte[]> opened) {
        if (discoveryDue()) {
            discover(opened);
        }
        assign(opened);
        if (opened.assignment().isEmpty()) {
            pause(POLL); // A poll without partitions would throw.
        } else {
            opened.poll(POLL).forEach(listener);
            completeCatchUps(opened);
        }
    }

    /** Looks how many partitions the topics have, and compares the numbers. */
    private void discover(KafkaConsumer<byte[], byte[]> opened) {
        Map<String, Integer> found = new LinkedHashMap<>();
        for (Topic<?> topic : topics.all()) {
            found.put(topic.name(), opened.partitionsFor(topic.name(), API_TIMEOUT).size());
        }
        String difference = difference(found);
        if (difference != null && !difference.equals(trouble)) {
            LOG.warn(difference);
        }
        trouble = difference;
        counts = found;
        lowerEnds(opened);
        discovered(!found.containsValue(0));
    }

    /** A topic that was deleted and created again may end before the offset to read to. */
    private void lowerEnds(KafkaConsumer<byte[], byte[]> opened) {
        for (Followed state : followed.values()) {
            if (!state.caughtUp) {
                opened.endOffsets(state.ends.keySet())
                        .forEach((each, end) -> state.ends.merge(each, end, Math::min));
            }
        }
    }

    private static @Nullable String difference(Map<String, Integer> counts) {
        if (counts.containsValue(0)) {
            return counts.entrySet().stream()
                    .filter(each -> each.getValue() == 0)
                    .map(Map.Entry::getKey)
                    .collect(Collectors.joining(", ", "these topics do not exist: ", ""));
        }
        if (Set.copyOf(counts.values()).size() == 1) {
            return null;
        }
        return counts.entrySet().stream()
                .map(each -> each.getKey() + " has " + each.getValue())
                .collect(
                        Collectors.joining(
                                ", ",
                                "topics must have the same number of partitions: ",
                                "; add some to those with fewer"));
    }

    /** Assigns what is followed now, as far as it exists. */
    private void assign(KafkaConsumer<byte[], byte[]> opened) {
        Map<TopicPartition, Followed> wanted = new HashMap<>();
        followed.forEach(
                (number, state) -> existing(number).forEach(each -> wanted.put(each, state)));
        Map<TopicPartition, Followed> gained = new HashMap<>(wanted);
        gained.entrySet().removeIf(each -> each.getValue().ends.containsKey(each.getKey()));
        if (gained.isEmpty() && wanted.keySet().equals(opened.assignment())) {
            return;
        }
        // First, because the client warns of each offset of a partition that is not assigned.
        opened.assign(wanted.keySet());
        Map<TopicPartition, Long> begins = opened.beginningOffsets(gained.keySet());
        Map<TopicPartition, Long> ends = opened.endOffsets(gained.keySet());
        gained.forEach(
                (each, state) -> {
                    long end = ends.getOrDefault(each, 0L);
                    long begin = begins.getOrDefault(each, 0L);
                    opened.seek(each, Math.max(begin, end - horizon(each.topic())));
                    state.ends.put(each, end);
                });
    }

    private int horizon(String topic) {
        return topics.outputs.stream()
                .filter(output -> output.topic.name().equals(topic))
                .mapToInt(Output::horizon)
                .findFirst()
                .orElse(0);
    }

    private Collection<TopicPartition> existing(int number) {
        return topics.outputs.stream()
                .map(Output::topic)
                .filter(topic -> number < counts.getOrDefault(topic.name(), 0))
                .map(topic -> new TopicPartition(topic.name(), number))
                .toList();
    }

    private void completeCatchUps(KafkaConsumer<byte[], byte[]> opened) {
        Set<TopicPartition> assigned = opened.assignment();
        for (Followed state : followed.values()) {
            if (!state.caughtUp
                    && state.ends.size() == topics.outputs.size()
                    && assigned.containsAll(state.ends.keySet())) {
                state.caughtUp =
                        state.ends.entrySet().stream()
                                .allMatch(end -> opened.position(end.getKey()) >= end.getValue());
            }
        }
    }
}
