package io.conteur.console.feed;

import io.conteur.console.change.Change;
import io.conteur.console.change.ChangeLog;
import io.conteur.console.change.RecordTranslator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Reads again what a client has missed between two positions, within {@link Limits}. */
public final class MissedChanges {
    private static final Logger LOG = Logger.getLogger(MissedChanges.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Map<String, Object> client;
    private final Limits limits;

    /**
     * What is replayed at most; who has missed more is given a snapshot.
     *
     * @param characters of the joined changes: a few large records would fill the heap as well
     */
    public record Limits(int records, long characters) {}

    /**
     * @param client connection settings of a Kafka client
     */
    public MissedChanges(Map<String, Object> client, Limits limits) {
        this.client = client;
        this.limits = limits;
    }

    /**
     * The changes of the records from one position to another, joined. Empty when they cannot be
     * replayed: too many, no longer there, not in this order, or not readable now.
     */
    public Optional<List<Change>> between(Positions from, Positions to) {
        Map<TopicPartition, Long> starts = new HashMap<>();
        long records = 0;
        for (Map.Entry<TopicPartition, Long> end : to.asMap().entrySet()) {
            long start = from.asMap().getOrDefault(end.getKey(), 0L);
            records += end.getValue() - start;
            if (start > end.getValue() || records > limits.records) {
                return Optional.empty();
            }
            if (start < end.getValue()) {
                starts.put(end.getKey(), start);
            }
        }
        if (!to.asMap().keySet().containsAll(from.asMap().keySet())) {
            return Optional.empty();
        }
        return starts.isEmpty() ? Optional.of(List.of()) : read(starts, to.asMap());
    }

    private Optional<List<Change>> read(
            Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends) {
        try (TopicReader reader = new TopicReader(client)) {
            reader.assign(starts.keySet());
            Map<TopicPartition, Long> begins = reader.beginnings(starts.keySet());
            if (starts.entrySet().stream()
                    .anyMatch(
                            start -> start.getValue() < begins.getOrDefault(start.getKey(), 0L))) {
                return Optional.empty();
            }
            reader.read(starts);
            ChangeLog changes = new ChangeLog();
            long begun = System.nanoTime();
            while (!reader.reached(ends)) {
                if (System.nanoTime() - begun > LIMIT.toNanos()) {
                    return Optional.empty();
                }
                for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
                    long end =
                            ends.getOrDefault(
                                    new TopicPartition(record.topic(), record.partition()), 0L);
                    if (record.offset() < end) {
                        RecordTranslator.translate(record).ifPresent(changes::add);
                    }
                    if (changes.characters() > limits.characters) {
                        return Optional.empty();
                    }
                }
            }
            return Optional.of(changes.drain());
        } catch (KafkaException e) {
            LOG.debugf("a snapshot replaces the replay: %s", e.toString());
            return Optional.empty();
        }
    }
}
