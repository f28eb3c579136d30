package io.conteur.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Requests of every kind, and what became of them: outcomes and dead letters since it began to
 * listen.
 */
final class Answers implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(7);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> OPEN_STATES = Set.of("waiting", "running");

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Outcome> asked = new ArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private final DeadLetterLedger deadLetters = new DeadLetterLedger();

    /**
     * How a request ended.
     *
     * @param id the request's
     * @param state such as {@code completed}
     */
    private record Outcome(String id, String state) {}

    Answers(String bootstrap) {
        producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "acks",
                                "all",
                                "max.request.size",
                                16 << 20),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer = RawConsumer.ofOutcomes(bootstrap);
        consumer.seekToEnd(consumer.assignment());
        // Finds the ends now, and not when the answers are there already.
        consumer.assignment().forEach(consumer::position);
    }

    /** Sends a request that shall end as its kind does. */
    void ask(Input input, KafkaRequest record, String id) throws Exception {
        send(input, record);
        asked.add(new Outcome(id, input.outcome()));
    }

    /** Sends a request without an id, which its position names. */
    void ask(Input input, KafkaRequest record) throws Exception {
        RecordMetadata at = send(input, record);
        String id =
                "%s-%d-%d-%d".formatted(at.topic(), at.partition(), at.offset(), at.timestamp());
        asked.add(new Outcome(id, input.outcome()));
    }

    /** Sends a request, for a certain partition, that shall end as its kind does. */
    void ask(Input input, KafkaRequest record, String id, int partition) throws Exception {
        producer.send(record.to(input.topic().name(), partition)).get();
        asked.add(new Outcome(id, input.outcome()));
    }

    /** Sends what shall be put aside. */
    void poison(Input input, KafkaRequest record) throws Exception {
        deadLetters.expect(record, send(input, record));
    }

    /**
     * Sends a record and waits until the broker has it.
     *
     * @throws ExecutionException when the broker refuses it
     */
    RecordMetadata send(Input input, KafkaRequest record)
            throws ExecutionException, InterruptedException {
        return producer.send(record.to(input.topic().name())).get();
    }

    /** Returns when everything is answered or put aside as it shall be. */
    void awaitAll() {
        await().atMost(LIMIT).untilAsserted(this::requireAll);
        assertEquals(Set.of(), deadLetters.misplaced());
    }

    private void requireAll() {
        read();
        Set<String> missing = new TreeSet<>();
        asked.stream()
                .filter(one -> !outcomes.contains(one))
                .forEach(one -> missing.add(one + " is missing, there is " + states(one.id())));
        assertEquals(Set.of(), missing);
        assertEquals(Set.of(), deadLetters.misplaced());
    }

    /** How requests of an id ended so far, once for each outcome. */
    List<String> states(String id) {
        return outcomes.stream().filter(one -> one.id().equals(id)).map(Outcome::state).toList();
    }

    private void read() {
        RawConsumer.assignAdded(consumer);
        consumer.poll(Duration.ofMillis(200)).forEach(this::enter);
    }

    private void enter(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().endsWith(".dead-letter")) {
            assertEquals(false, DeadLetterLedger.text(record, "dead-letter-reason").isEmpty());
            deadLetters.enter(record);
            return;
        }
        JsonNode event = json(record.value());
        String state = event.path("outcome").asText(event.path("state").asText());
        if (!OPEN_STATES.contains(state) && !event.path("origin").asText().equals("training")) {
            outcomes.add(new Outcome(event.get("id").textValue(), state));
        }
    }

    private static JsonNode json(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(new String(value, ISO_8859_1), e);
        }
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
