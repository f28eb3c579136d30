package io.conteur.httpapi.service;

import static io.conteur.httpapi.TestPatience.await;

import io.conteur.events.ArtifactReference;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.story.StoryAlternative;
import io.conteur.events.story.StoryAlternativeBuilder;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryPartWrittenBuilder;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Finish;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.events.training.CheckpointPublished;
import io.conteur.events.training.CheckpointPublishedBuilder;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Answers prompts in a generator's place, as each test says, and remembers what was asked. */
final class StoryResponder implements AutoCloseable {
    static final ArtifactReference ARTIFACT =
            new ArtifactReference("checkpoints/tales/job/step-1", "ab".repeat(32));

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, BiConsumer<PromptSubmitted, Reply>> scripts =
            new ConcurrentHashMap<>();
    private final List<PromptSubmitted> asked = new CopyOnWriteArrayList<>();
    private final List<String> cancelled = new CopyOnWriteArrayList<>();
    private final Thread thread = new Thread(this::run, "responder");
    private volatile boolean closed;

    StoryResponder(String bootstrap) {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "linger.ms", 0),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        await().until(() -> !consumer.partitionsFor(Topic.PROMPTS.name()).isEmpty());
        consumer.assign(
                consumer.partitionsFor(Topic.PROMPTS.name()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList());
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        thread.start();
    }

    /** Announces the model {@code tales}. */
    void announceModel() {
        CheckpointPublished checkpoint =
                CheckpointPublishedBuilder.builder()
                        .id("job")
                        .model("tales")
                        .step(1)
                        .artifact(ARTIFACT)
                        .tokenizer(ARTIFACT)
                        .vocabularySize(10)
                        .context(128)
                        .parameters(1)
                        .last(true)
                        .build();
        send(Topic.CHECKPOINTS.name(), null, "tales", EventCodec.encode(checkpoint));
    }

    /** What to do when a prompt of this text comes; others are answered by themselves. */
    void on(String text, BiConsumer<PromptSubmitted, Reply> script) {
        scripts.put(text, script);
    }

    /** The prompts of a text that have come. */
    List<PromptSubmitted> asked(String text) {
        return asked.stream().filter(prompt -> prompt.prompt().equals(text)).toList();
    }

    /** Keys of the tombstones that have come. */
    List<String> cancelled() {
        return cancelled;
    }

    private void run() {
        while (!closed) {
            consumer.poll(Duration.ofMillis(50)).forEach(this::take);
        }
        consumer.close();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            cancelled.add(key);
            return;
        }
        PromptSubmitted prompt = EventCodec.decodePrompt(record.value());
        asked.add(prompt);
        scripts.getOrDefault(
                        prompt.prompt(), (asked, reply) -> reply.tell("Once " + asked.prompt()))
                .accept(prompt, new Reply(prompt, record.partition(), key));
    }

    private void send(String topic, Integer partition, String key, byte[] value) {
        var unused =
                producer.send(
                        new ProducerRecord<>(
                                topic, partition, key.getBytes(StandardCharsets.UTF_8), value));
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
        producer.close();
    }

    /** Answers one prompt. */
    final class Reply {
        private final PromptSubmitted prompt;
        private final int partition;
        private final String key;
        private int sequence;

        Reply(PromptSubmitted prompt, int partition, String key) {
            this.prompt = prompt;
            this.partition = partition;
            this.key = key;
        }

        /** Each story in two parts, then the outcome. */
        void tell(String story) {
            int half = story.length() / 2;
            for (int i = 0; i < Objects.requireNonNullElse(prompt.n(), 1); i++) {
                part(i, story.substring(0, half));
                part(i, story.substring(half));
            }
            end(story);
        }

        /** The next part of the first attempt. */
        void part(int index, String text) {
            part(1, sequence++, index, text);
        }

        void part(int attempt, int number, int index, String text) {
            StoryPartWritten part =
                    StoryPartWrittenBuilder.builder()
                            .id(Objects.requireNonNull(prompt.id()))
                            .sequence(number)
                            .text(text)
                            .last(false)
                            .attempt(attempt)
                            .attemptId("attempt-" + attempt)
                            .checkpoint(ARTIFACT)
                            .index(index)
                            .build();
            send(Topic.STORY_PARTS.name(), partition, key, EventCodec.encode(part));
        }

        /** The outcome, whose stories all have this text and a token per word. */
        void end(String story) {
            int tokens = story.split(" ", -1).length;
            List<StoryAlternative> others =
                    IntStream.range(1, Objects.requireNonNullElse(prompt.n(), 1))
                            .mapToObj(
                                    i ->
                                            StoryAlternativeBuilder.builder()
                                                    .index(i)
                                                    .seed(i)
                                                    .story(story)
                                                    .storyTokens(tokens)
                                                    .finish(Finish.LENGTH)
                                                    .build())
                            .toList();
            end(
                    StoryWrittenBuilder.builder()
                            .id(Objects.requireNonNull(prompt.id()))
                            .outcome(Outcome.COMPLETED)
                            .origin(Origin.PROMPT)
                            .prompt(prompt.prompt())
                            .story(story)
                            .model("tales")
                            .checkpoint(ARTIFACT)
                            .finish(Finish.END)
                            .promptTokens(4)
                            .storyTokens(tokens)
                            .alternatives(others)
                            .build());
        }

        void end(StoryWritten outcome) {
            send(Topic.STORIES.name(), partition, key, EventCodec.encode(outcome));
        }

        void end(Outcome outcome, String reason) {
            end(
                    StoryWritten.without(
                            Objects.requireNonNull(prompt.id()), outcome, prompt.prompt(), reason));
        }
    }
}
