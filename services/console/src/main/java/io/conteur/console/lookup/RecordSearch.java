package io.conteur.console.lookup;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.console.change.RecordText;
import io.conteur.console.feed.TopicReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds records by reading the latest records of all topics: there is no index. Bounded in records
 * read, records found and time, and one search runs at a time.
 */
public final class RecordSearch {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MAX_FOUND = 1000;
    private static final int MAX_VALUE = 20_000;

    private final Map<String, Object> client;
    private final int recordsPerPartition;

    /**
     * @param client connection settings of a Kafka client
     * @param recordsPerPartition the latest, which are searched
     */
    public RecordSearch(Map<String, Object> client, int recordsPerPartition) {
        this.client = client;
        this.recordsPerPartition = recordsPerPartition;
    }

    /**
     * The records that match, in the order of time; {@code complete} is false when some may be
     * missing.
     */
    public synchronized ObjectNode find(RecordQuery query) {
        try (TopicReader reader = new TopicReader(client)) {
            Set<TopicPartition> partitions = reader.partitions();
            reader.assign(partitions);
            Map<TopicPartition, Long> begins = reader.beginnings(partitions);
            Map<TopicPartition, Long> ends = reader.ends(partitions);
            Map<TopicPartition, Long> from = new HashMap<>();
            ends.forEach(
                    (each, end) ->
                            from.put(
                                    each,
                                    Math.max(
                                            begins.getOrDefault(each, 0L),
                                            end - recordsPerPartition)));
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            boolean complete = from.equals(begins);
            reader.read(from);
            long begun = System.nanoTime();
            while (!partitions.isEmpty() && !reader.reached(ends)) {
                if (System.nanoTime() - begun > LIMIT.toNanos() || found.size() >= MAX_FOUND) {
                    complete = false;
                    break;
                }
                reader.poll(POLL).forEach(record -> add(query, record, found));
            }
            return answer(found, complete);
        }
    }

    private static void add(
            RecordQuery query,
            ConsumerRecord<byte[], byte[]> record,
            List<ConsumerRecord<byte[], byte[]>> found) {
        if (found.size() < MAX_FOUND && query.matches(record)) {
            found.add(record);
        }
    }

    private static ObjectNode answer(List<ConsumerRecord<byte[], byte[]>> found, boolean complete) {
        found.sort(
                Comparator.comparingLong((ConsumerRecord<byte[], byte[]> r) -> r.timestamp())
                        .thenComparing(ConsumerRecord::topic)
                        .thenComparingInt(ConsumerRecord::partition)
                        .thenComparingLong(ConsumerRecord::offset));
        ObjectNode answer = JSON.createObjectNode().put("complete", complete);
        ArrayNode records = answer.putArray("records");
        found.forEach(record -> records.add(shown(record)));
        return answer;
    }

    private static ObjectNode shown(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode shown =
                JSON.createObjectNode()
                        .put("topic", record.topic())
                        .put("partition", record.partition())
                        .put("offset", record.offset())
                        .put("at", record.timestamp())
                        .put("key", RecordText.of(record.key(), MAX_VALUE))
                        .put("bytes", record.value() == null ? 0 : record.value().length)
                        .put("value", RecordText.of(record.value(), MAX_VALUE));
        ObjectNode headers = shown.putObject("headers");
        RecordText.of(record.headers()).forEach(headers::put);
        return shown;
    }
}
