package io.conteur.console.feed;

import io.conteur.events.wire.Topic;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * How far back stories were read. A prompt has its story in the partition of the same number, so
 * one that is older than the oldest story read there was most likely answered before, and is not
 * shown as waiting. For one thread.
 */
final class StoryHorizon {
    /** By partition; only of those that have older stories, which were not read. */
    private final Map<Integer, Long> oldestMillis = new HashMap<>();

    /** The reading begins at these offsets. */
    void begin(Map<TopicPartition, Long> from, Map<TopicPartition, Long> begins) {
        oldestMillis.clear();
        from.forEach(
                (each, offset) -> {
                    if (each.topic().equals(Topic.STORIES.name())
                            && offset > begins.getOrDefault(each, 0L)) {
                        oldestMillis.put(each.partition(), Long.MAX_VALUE);
                    }
                });
    }

    void read(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> story : records.records(Topic.STORIES.name())) {
            oldestMillis.computeIfPresent(
                    story.partition(), (each, oldest) -> Math.min(oldest, story.timestamp()));
        }
    }

    /** Whether a prompt's story is not among those read, if it has one. */
    boolean hides(int partition, long promptMillis) {
        Long oldest = oldestMillis.get(partition);
        return oldest != null && oldest != Long.MAX_VALUE && promptMillis < oldest;
    }
}
