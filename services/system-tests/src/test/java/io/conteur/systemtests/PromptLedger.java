package io.conteur.systemtests;

import io.conteur.events.EventCodec;
import io.conteur.events.PromptSubmitted;
import io.conteur.events.StoryPartWritten;
import io.conteur.events.StoryWritten;
import io.conteur.events.StoryWritten.Origin;
import io.conteur.events.StoryWritten.Outcome;
import io.conteur.events.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Prompts and poison sent, against stories, their parts and dead letters that came back. */
final class PromptLedger implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<String> sent = new HashSet<>();
    private final Set<String> poison = new HashSet<>();
    private final Set<String> deadLetters = new HashSet<>();
    private final Map<String, Set<Told>> told = new TreeMap<>();
    private final Map<String, ToldParts> parts = new TreeMap<>();
    private int stories;

    private record Told(Outcome outcome, @Nullable String story) {
        String text() {
            return Objects.requireNonNullElse(story, "");
        }
    }

    PromptLedger(String bootstrap) {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap, "auto.offset.reset", "earliest"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        consumer.assign(
                Stream.of(
                                Topic.STORIES.name(),
                                Topic.STORY_PARTS.name(),
                                Topic.PROMPTS.deadLetterName())
                        .flatMap(topic -> consumer.partitionsFor(topic).stream())
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList());
        consumer.seekToBeginning(consumer.assignment());
    }

    void send(PromptSubmitted prompt) {
        sent.add(String.valueOf(prompt.id()));
        send(prompt.prompt(), new String(EventCodec.encode(prompt), StandardCharsets.UTF_8));
    }

    /** Sends what is no event. */
    void sendPoison(String value) {
        poison.add(value);
        send(value, value);
    }

    /** A send that fails shows as a prompt without an answer. */
    private void send(String key, String value) {
        var unused =
                producer.send(
                        new ProducerRecord<>(
                                Topic.PROMPTS.name(),
                                key.getBytes(StandardCharsets.UTF_8),
                                value.getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads what has come since. */
    PromptLedger read() {
        consumer.poll(Duration.ofMillis(200)).forEach(this::enter);
        return this;
    }

    private void enter(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topic.PROMPTS.deadLetterName())) {
            deadLetters.add(new String(record.value(), StandardCharsets.UTF_8));
            return;
        }
        if (record.topic().equals(Topic.STORY_PARTS.name())) {
            StoryPartWritten part = EventCodec.decode(Topic.STORY_PARTS, record.value());
            parts.computeIfAbsent(part.id(), id -> new ToldParts()).add(part);
            return;
        }
        StoryWritten story = EventCodec.decode(Topic.STORIES, record.value());
        if (story.origin() == Origin.PROMPT) {
            stories++;
            told.computeIfAbsent(story.id(), id -> new HashSet<>())
                    .add(new Told(story.outcome(), story.story()));
        }
    }

    int answered() {
        return told.size();
    }

    /** Outcomes beyond the first of a prompt. */
    int repeated() {
        return stories - told.size();
    }

    boolean complete() {
        return lost().isEmpty() && halfTold().isEmpty() && deadLetters.containsAll(poison);
    }

    /** Answered prompts whose parts are not all there, or not their story's. */
    Set<String> halfTold() {
        Set<String> found = new TreeSet<>(told.keySet());
        found.removeIf(this::whole);
        return found;
    }

    private boolean whole(String id) {
        Optional<String> text = parts.getOrDefault(id, new ToldParts()).whole();
        return told.get(id).stream().allMatch(one -> text.equals(Optional.of(one.text())));
    }

    Set<String> lost() {
        Set<String> lost = new TreeSet<>(sent);
        lost.removeAll(told.keySet());
        return lost;
    }

    /** Prompts with outcomes that differ. */
    Set<String> contradictory() {
        Set<String> found = new TreeSet<>();
        told.forEach(
                (id, different) -> {
                    if (different.size() > 1) {
                        found.add(id);
                    }
                });
        return found;
    }

    /** Poison that was lost, and good prompts put aside. */
    Set<String> misplaced() {
        Set<String> misplaced = new TreeSet<>(poison);
        misplaced.removeAll(deadLetters);
        deadLetters.stream().filter(letter -> !poison.contains(letter)).forEach(misplaced::add);
        return misplaced;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
