package io.conteur.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records of which nothing is known but their trace, and which of two ways each of them went. */
final class FuzzLedger implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OPEN_STATES = Set.of("waiting", "running");
    private static final int TRACE_START = 3;
    private static final int TRACE_END = 35;

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Sent> sent = new ConcurrentHashMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final Map<String, String> deadLetters = new TreeMap<>();
    private final Set<String> outcomes = new HashSet<>();

    /**
     * A record that the broker took.
     *
     * @param outcome by which its outcome is known
     * @param print of all its bytes
     * @param tombstone without a value, it asks for nothing
     */
    private record Sent(String outcome, String print, boolean tombstone) {}

    FuzzLedger(String bootstrap) {
        producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "acks",
                                "all",
                                "max.request.size",
                                4 << 20),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer = RawConsumer.ofOutcomes(bootstrap);
    }

    /**
     * Sends a record without waiting for it; what is too large is counted.
     *
     * @param trace that its headers name
     */
    void send(Input input, KafkaRequest record, String trace) {
        boolean tombstone = record.value() == null || record.value().length == 0;
        Sent entry =
                new Sent(
                        input.work() + trace,
                        Fingerprint.of(record.key(), record.value(), record.headers()),
                        tombstone);
        var unused =
                producer.send(
                        record.to(input.topic().name()),
                        (at, failure) -> {
                            if (failure == null) {
                                sent.put(position(at), entry);
                            } else {
                                refused.incrementAndGet();
                            }
                        });
    }

    /** Returns when the broker has, or has refused, all that was sent. */
    void flush() {
        producer.flush();
    }

    private static String position(RecordMetadata at) {
        return at.topic() + "-" + at.partition() + "-" + at.offset();
    }

    /** Reads all that is at the broker. */
    void read() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(200)).forEach(this::enter);
        }
    }

    private void enter(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().endsWith(".dead-letter")) {
            deadLetters.put(
                    DeadLetterLedger.origin(record),
                    Fingerprint.of(record.key(), record.value(), record.headers()));
            return;
        }
        JsonNode event = json(record.value());
        String state = event.path("outcome").asText(event.path("state").asText());
        String trace = DeadLetterLedger.text(record, "traceparent");
        if (!OPEN_STATES.contains(state) && trace.length() > TRACE_END) {
            outcomes.add(event.path("work").asText() + trace.substring(TRACE_START, TRACE_END));
        }
    }

    private static JsonNode json(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(new String(value, ISO_8859_1), e);
        }
    }

    /** Records that were neither answered nor put aside. */
    Set<String> lost() {
        return those(
                (position, record) ->
                        !record.tombstone
                                && !outcomes.contains(record.outcome)
                                && !deadLetters.containsKey(position));
    }

    /** Records that were both answered and put aside. */
    Set<String> both() {
        return those(
                (position, record) ->
                        outcomes.contains(record.outcome) && deadLetters.containsKey(position));
    }

    /** Records that were put aside in other bytes than they came in. */
    Set<String> changed() {
        return those(
                (position, record) ->
                        deadLetters.containsKey(position)
                                && !deadLetters.get(position).equals(record.print));
    }

    private interface Rule {
        boolean holds(String position, Sent record);
    }

    private Set<String> those(Rule rule) {
        Set<String> found = new TreeSet<>();
        sent.forEach(
                (position, record) -> {
                    if (rule.holds(position, record)) {
                        found.add(position);
                    }
                });
        return found;
    }

    String summary() {
        long tombstones = sent.values().stream().filter(Sent::tombstone).count();
        return "%d records taken, %d refused; %d answered, %d put aside, %d tombstones"
                .formatted(
                        sent.size(),
                        refused.get(),
                        outcomes.size(),
                        deadLetters.size(),
                        tombstones);
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
