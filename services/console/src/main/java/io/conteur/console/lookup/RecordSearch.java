package io.conteur.console.lookup;

import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Finds records by reading the latest records of all topics: there is no index. Bounded in records
 * read, in records and characters found, and in time; one search runs at a time.
 */
public final class RecordSearch {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    /** A search that waits holds a thread of the server. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final int MAX_FOUND = 1000;
    private static final int MAX_CHARACTERS = 4 << 20;
    private static final int MAX_VALUE = 20_000;

    private final Map<String, Object> client;
    private final int recordsPerPartition;
    private final Lock searching = new ReentrantLock();

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
     *
     * @throws SearchBusyException when others have run for some seconds
     */
    public ObjectNode find(RecordQuery query) {
        if (!begin()) {
            throw new SearchBusyException();
        }
        try {
            return search(query);
        } finally {
            searching.unlock();
        }
    }

    private boolean begin() {
        try {
            return searching.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private ObjectNode search(RecordQuery query) {
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
            Findings found = new Findings();
            boolean complete = from.equals(begins);
            reader.read(from);
            long begun = System.nanoTime();
            while (!partitions.isEmpty() && !reader.reached(ends)) {
                if (System.nanoTime() - begun > LIMIT.toNanos() || found.full()) {
                    complete = false;
                    break;
                }
                reader.poll(POLL).forEach(record -> found.addIfMatching(query, record));
            }
            return found.answer(complete && !found.full());
        }
    }

    /** What was found, as it is shown: the records themselves may have megabytes. */
    private static final class Findings {
        private final List<ObjectNode> records = new ArrayList<>();
        private long characters;

        boolean full() {
            return records.size() >= MAX_FOUND || characters >= MAX_CHARACTERS;
        }

        void addIfMatching(RecordQuery query, ConsumerRecord<byte[], byte[]> record) {
            if (!full() && query.matches(record)) {
                ObjectNode shown = shown(record);
                records.add(shown);
                characters += shown.toString().length();
            }
        }

        ObjectNode answer(boolean complete) {
            records.sort(
                    Comparator.comparingLong((ObjectNode each) -> each.path("at").asLong())
                            .thenComparing(each -> each.path("topic").asText())
                            .thenComparingInt(each -> each.path("partition").asInt())
                            .thenComparingLong(each -> each.path("offset").asLong()));
            ObjectNode answer = JSON.createObjectNode().put("complete", complete);
            answer.putArray("records").addAll(records);
            return answer;
        }
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
