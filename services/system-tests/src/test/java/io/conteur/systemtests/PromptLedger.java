package io.conteur.systemtests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Prompts and poison sent, against stories, their parts and dead letters that came back. A prompt
 * is told from others by its partition, key, id and text; one that is sent to two partitions is two
 * prompts. Four producers send them, each with another partitioner. Reads JSON by itself, as a
 * client that does not know this project.
 */
final class PromptLedger implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Longer than any outage of a test. */
    private static final String PATIENCE_MILLIS = "3600000";

    private final List<KafkaProducer<byte[], byte[]>> producers;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final AtomicInteger underway = new AtomicInteger();
    private final Queue<Exception> refusals = new ConcurrentLinkedQueue<>();
    private final Set<Asked> asked = ConcurrentHashMap.newKeySet();
    private final Map<Asked, List<Told>> told = new HashMap<>();
    private final Map<String, PartStreams> parts = new HashMap<>();
    private final DeadLetterLedger deadLetters = new DeadLetterLedger();

    /** A prompt, its key such that different bytes are different texts. */
    private record Asked(int partition, String key, String id, String prompt) {
        String stream() {
            return partition + " " + key + " " + id;
        }
    }

    /** An outcome, with the texts of its stories by their index, empty ones left out. */
    private record Told(String outcome, Map<Integer, String> stories) {}

    PromptLedger(String bootstrap) {
        producers =
                Stream.of(
                                Partitioners.Murmur2.class,
                                Partitioners.Crc32.class,
                                Partitioners.Explicit.class,
                                RoundRobinPartitioner.class)
                        .map(partitioner -> producer(bootstrap, partitioner))
                        .toList();
        consumer =
                RawConsumer.of(
                        bootstrap,
                        Stream.of(
                                Topic.STORIES.name(),
                                Topic.STORY_PARTS.name(),
                                Topic.PROMPTS.deadLetterName()));
    }

    private static KafkaProducer<byte[], byte[]> producer(
            String bootstrap, Class<? extends Partitioner> partitioner) {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrap,
                        "acks",
                        "all",
                        "delivery.timeout.ms",
                        PATIENCE_MILLIS,
                        "max.block.ms",
                        PATIENCE_MILLIS,
                        "metadata.max.age.ms",
                        "10000",
                        // With more, Kafka can accept a later record as the first of a new
                        // partition, and then refuses the earlier one for ever (KAFKA-15591).
                        "max.in.flight.requests.per.connection",
                        1,
                        "partitioner.class",
                        partitioner.getName()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** One that does not know what was there before. */
    static PromptLedger fromNow(String bootstrap) {
        PromptLedger ledger = new PromptLedger(bootstrap);
        ledger.consumer.seekToEnd(ledger.consumer.assignment());
        ledger.consumer.assignment().forEach(ledger.consumer::position);
        return ledger;
    }

    /** Sends a prompt under its own text. */
    void send(PromptSubmitted prompt) {
        byte[] key = prompt.prompt().getBytes(UTF_8);
        send(
                new KafkaRequest(key, EventCodec.encode(prompt), List.of()),
                prompt.id(),
                prompt.prompt());
    }

    /**
     * Sends what is to be answered as a prompt.
     *
     * @param id that the answer shall have; null when the record's position shall name it
     * @param prompt the text that the answer shall name
     */
    void send(KafkaRequest record, @Nullable String id, String prompt) {
        byte[] key = record.key() == null ? prompt.getBytes(UTF_8) : record.key();
        send(
                record,
                at ->
                        asked.add(
                                new Asked(
                                        at.partition(),
                                        shown(key),
                                        id == null ? position(at) : id,
                                        prompt)));
    }

    /** Sends what is no event. */
    void sendPoison(KafkaRequest record) {
        send(record, at -> deadLetters.expect(record, at));
    }

    /** Cancels what was sent under a key. */
    void sendTombstone(byte[] key) {
        send(KafkaRequest.tombstone(key), at -> {});
    }

    private interface Arrival {
        void at(RecordMetadata position);
    }

    private void send(KafkaRequest record, Arrival arrival) {
        underway.incrementAndGet();
        // All records under one key have one sender.
        KafkaProducer<byte[], byte[]> sender =
                producers.get(Math.floorMod(Arrays.hashCode(record.key()), producers.size()));
        var unused =
                sender.send(
                        record.to(Topic.PROMPTS.name()),
                        (position, failure) -> {
                            try {
                                if (failure == null) {
                                    arrival.at(position);
                                } else {
                                    refusals.add(failure);
                                }
                            } finally {
                                underway.decrementAndGet();
                            }
                        });
    }

    private static String position(RecordMetadata at) {
        return "%s-%d-%d-%d".formatted(at.topic(), at.partition(), at.offset(), at.timestamp());
    }

    /** Reads what has come since. */
    PromptLedger read() {
        RawConsumer.assignAdded(consumer);
        consumer.poll(Duration.ofMillis(200)).forEach(this::enter);
        return this;
    }

    /** Reads all that is at the broker. */
    void readToTheEnd() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            read();
        }
    }

    private void enter(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topic.PROMPTS.deadLetterName())) {
            deadLetters.enter(record);
            return;
        }
        JsonNode event = json(record.value());
        String key = shown(record.key());
        String id = event.get("id").textValue();
        if (record.topic().equals(Topic.STORY_PARTS.name())) {
            String stream = new Asked(record.partition(), key, id, "").stream();
            parts.computeIfAbsent(stream, name -> new PartStreams()).add(event);
        } else if (event.get("origin").textValue().equals("prompt")) {
            String prompt = event.get("prompt").textValue();
            told.computeIfAbsent(
                            new Asked(record.partition(), key, id, prompt),
                            name -> new ArrayList<>())
                    .add(new Told(event.get("outcome").textValue(), stories(event)));
        }
    }

    /** The key as it reads, or in hexadecimal digits when a terminal could not show it. */
    private static String shown(byte[] key) {
        String text = new String(key, ISO_8859_1);
        return text.chars().allMatch(c -> c >= ' ' && c <= '~')
                ? "\"" + text + "\""
                : HexFormat.of().formatHex(key);
    }

    private static JsonNode json(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<Integer, String> stories(JsonNode outcome) {
        Map<Integer, String> stories = new TreeMap<>();
        stories.put(0, outcome.path("story").asText(""));
        outcome.path("alternatives")
                .forEach(
                        one ->
                                stories.put(
                                        one.get("index").intValue(), one.get("story").textValue()));
        stories.values().removeIf(String::isEmpty);
        return stories;
    }

    int answered() {
        return told.size();
    }

    /** Records that the broker has neither acknowledged nor refused. */
    int underway() {
        return underway.get();
    }

    /** Outcomes beyond the first of a prompt. */
    int repeated() {
        return told.values().stream().mapToInt(outcomes -> outcomes.size() - 1).sum();
    }

    /** Dead letters beyond the first of a record. */
    int repeatedDeadLetters() {
        return deadLetters.repeated();
    }

    /** Tellings that came to their end beyond one for each prompt. */
    long toldAgain() {
        return parts.values().stream().mapToLong(PartStreams::ended).sum() - told.size();
    }

    boolean complete() {
        return underway.get() == 0
                && told.keySet().containsAll(asked)
                && deadLetters.complete()
                && halfTold().isEmpty();
    }

    /** Answered prompts of which no telling is whole and is their story. */
    Set<String> halfTold() {
        Set<String> found = new TreeSet<>();
        told.forEach(
                (prompt, outcomes) -> {
                    if (!outcomes.stream().allMatch(one -> streams(prompt).tell(one.stories()))) {
                        found.add(prompt.toString());
                    }
                });
        return found;
    }

    private PartStreams streams(Asked prompt) {
        return Objects.requireNonNullElseGet(parts.get(prompt.stream()), PartStreams::new);
    }

    /** Keys and ids with a telling that has a gap, a repetition, or a part after its last. */
    Set<String> malformed() {
        Set<String> found = new TreeSet<>();
        parts.forEach(
                (stream, one) -> {
                    if (!one.wellFormed()) {
                        found.add(stream);
                    }
                });
        return found;
    }

    /** Prompts without an outcome, and records that the broker did not take. */
    Set<String> lost() {
        Set<String> lost = new TreeSet<>();
        asked.stream()
                .filter(one -> !told.containsKey(one))
                .forEach(one -> lost.add(one.toString()));
        refusals.forEach(refusal -> lost.add(refusal.toString()));
        return lost;
    }

    /** Answers to what nobody asked: under another key, id or text, or in another partition. */
    Set<String> unasked() {
        Set<String> found = new TreeSet<>();
        told.keySet().stream()
                .filter(one -> !asked.contains(one))
                .forEach(one -> found.add(one.toString()));
        return found;
    }

    /** Prompts with outcomes that differ. */
    Set<String> contradictory() {
        Set<String> found = new TreeSet<>();
        told.forEach(
                (prompt, outcomes) -> {
                    if (Set.copyOf(outcomes).size() > 1) {
                        found.add(prompt.toString());
                    }
                });
        return found;
    }

    /** Poison that was lost or came back changed, and good prompts put aside. */
    Set<String> misplaced() {
        return deadLetters.misplaced();
    }

    @Override
    public void close() {
        producers.forEach(producer -> producer.close(Duration.ofSeconds(10)));
        consumer.close();
    }
}
