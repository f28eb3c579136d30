package io.conteur.storygenerator.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.ArtifactReference;
import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryPartWrittenBuilder;
import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Outcome;
import io.conteur.events.story.StoryWrittenBuilder;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import io.conteur.storygenerator.request.PromptIdentity;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnswerHistoryTest {
    private static final RecordKey KEY = RecordKey.of("dogs");
    private static final PromptIdentity PROMPT = PromptIdentity.of(KEY, "a", "a dog");
    private static final StoryWritten OUTCOME =
            StoryWritten.without("a", Outcome.REJECTED, "a dog", "no model");

    private final AnswerHistory history = new AnswerHistory(2);

    @Test
    void eachPartitionHasItsOwnAnswers() {
        history.assigned(Set.of(1, 2));

        read(Topic.STORIES, 1, OUTCOME);

        assertTrue(history.of(1).answered().contains(PROMPT));
        assertFalse(history.of(2).answered().contains(PROMPT));
    }

    @Test
    void manyPartitionsShrinkTheMemoryOfNone() {
        history.assigned(Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));

        for (int partition = 0; partition < 10; partition++) {
            read(Topic.STORIES, partition, OUTCOME);
            read(Topic.STORIES, partition, StoryWrittenBuilder.builder(OUTCOME).id("b").build());
        }

        for (int partition = 0; partition < 10; partition++) {
            assertTrue(history.of(partition).answered().contains(PROMPT));
        }
    }

    @Test
    void aPartitionThatIsLostIsForgotten() {
        history.assigned(Set.of(1));
        read(Topic.STORIES, 1, OUTCOME);

        history.revoked(Set.of(1));
        read(Topic.STORIES, 1, OUTCOME);
        boolean remembered = history.of(1).answered().contains(PROMPT);
        history.assigned(Set.of(1));

        assertFalse(remembered);
        assertFalse(history.of(1).answered().contains(PROMPT));
    }

    @Test
    void aStoryOfATrainingAnswersNoPrompt() {
        history.assigned(Set.of(1));

        read(
                Topic.STORIES,
                1,
                StoryWrittenBuilder.builder(OUTCOME).origin(StoryWritten.Origin.TRAINING).build());

        assertFalse(history.of(1).answered().contains(PROMPT));
    }

    @Test
    void anInterruptedAttemptIsRememberedWithItsWeights() {
        history.assigned(Set.of(1));
        ArtifactReference weights = new ArtifactReference("models/tales/7", "0a".repeat(32));
        StoryPartWritten part =
                StoryPartWrittenBuilder.builder()
                        .id("a")
                        .sequence(4)
                        .text("once \"upon\"")
                        .last(false)
                        .attempt(3)
                        .checkpoint(weights)
                        .build();

        read(Topic.STORY_PARTS, 1, part);

        assertEquals(
                new UnfinishedAttempts.Attempt(3, weights, false),
                history.of(1).attempts().last(PromptIdentity.of(KEY, "a")).orElseThrow());
    }

    @Test
    void aNumberThatHasNoNextOneIsNoAttempt() {
        history.assigned(Set.of(1));

        for (int number : new int[] {Integer.MAX_VALUE, 1_000_001, 0, -1}) {
            String part = "{\"id\":\"a\",\"attempt\":%d}".formatted(number);
            record(Topic.STORY_PARTS, 1, KEY.bytes(), part);
        }

        assertEquals(Optional.empty(), history.of(1).attempts().last(PromptIdentity.of(KEY, "a")));
    }

    @Test
    void whatIsNoEventHidesNothing() {
        history.assigned(Set.of(1));

        record(Topic.STORIES, 1, KEY.bytes(), "{\"id\":");
        record(Topic.STORIES, 1, KEY.bytes(), "{\"origin\":\"prompt\"}");
        record(Topic.STORY_PARTS, 1, KEY.bytes(), "[]");
        record(Topic.STORY_PARTS, 1, KEY.bytes(), "{\"id\":\"a\",\"attempt\":\"x\"}");
        record(Topic.STORIES, 1, null, "{}");
        record(Topic.STORIES, 1, KEY.bytes(), null);
        read(Topic.STORIES, 1, OUTCOME);

        assertTrue(history.of(1).answered().contains(PROMPT));
    }

    private <E extends Record> void read(Topic<E> topic, int partition, E event) {
        record(
                topic,
                partition,
                KEY.bytes(),
                new String(EventCodec.encode(event), StandardCharsets.UTF_8));
    }

    private void record(
            Topic<?> topic, int partition, byte @Nullable [] key, @Nullable String value) {
        history.read(
                new ConsumerRecord<>(
                        topic.name(),
                        partition,
                        0,
                        key,
                        value == null ? null : value.getBytes(StandardCharsets.UTF_8)));
    }
}
