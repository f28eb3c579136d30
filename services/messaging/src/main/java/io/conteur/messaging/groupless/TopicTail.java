package io.conteur.messaging.groupless;

import static io.conteur.messaging.groupless.GrouplessConsumer.API_TIMEOUT;

import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Follows all partitions of some topics from their ends, outside of any consumer group and without
 * delay. From the moment in which {@link #following} is true, no later record is missed: through
 * outages, and through partitions that are added, reading continues at the same offsets. A thread
 * of its own calls the listener; only an exception of the listener or an {@link Error} ends it.
 */
public final class TopicTail extends GrouplessReader {
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final List<Topic<?>> topics;
    private final Consumer<ConsumerRecord<byte[], byte[]>> listener;

    /**
     * The next offset of each partition, and the topics whose ends were looked up; the thread's.
     */
    private final Map<TopicPartition, Long> positions = new HashMap<>();

    private final Set<String> begun = new HashSet<>();
    private volatile boolean following;

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
        super(
                "tail-" + topics.get(0).name(),
                topics.get(0).name(),
                GrouplessConsumer.settings(client),
                PAUSE);
        this.topics = List.copyOf(topics);
        this.listener = listener;
        trouble = "the topics have not been looked up yet";
        start();
    }

    /** Whether every topic exists and its end was looked up; from then on no record is missed. */
    public boolean following() {
        return following && alive();
    }

    /** Why records may be late now; retries go on. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    @Override
    void advance(KafkaConsumer<byte[], byte[]> opened) {
        if (discoveryDue()) {
            discover(opened);
        }
        if (opened.assignment().isEmpty()) {
            pause(); // A poll without partitions would throw.
            return;
        }
        for (ConsumerRecord<byte[], byte[]> record : opened.poll(POLL)) {
            listener.accept(record);
            positions.put(
                    new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
        }
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
        discovered(missing.isEmpty());
    }

    /** A partition that was added later is read from its beginning. */
    private void assign(KafkaConsumer<byte[], byte[]> opened, Set<TopicPartition> found) {
        List<TopicPartition> unread =
                found.stream().filter(each -> !begun.contains(each.topic())).toList();
        // First, since it may fail: what is assigned without a position is read from its beginning.
        opened.endOffsets(unread).forEach(positions::put);
        opened.assign(found);
        found.forEach(each -> begun.add(each.topic()));
        found.forEach(each -> opened.seek(each, positions.computeIfAbsent(each, added -> 0L)));
    }
}
