package io.conteur.console.change;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.console.change.Change.Kind;
import io.conteur.events.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class RecordTranslatorTest {
    @Test
    void aPromptIsFoundAgainInItsStory() {
        Change prompt = translated(Topic.PROMPTS, "key", "{\"id\":\"one\",\"prompt\":\"A dog\"}");
        Change story =
                translated(
                        Topic.STORIES,
                        "key",
                        "{\"id\":\"one\",\"outcome\":\"completed\",\"origin\":\"prompt\",\"prompt\":\"A"
                                + " dog\",\"story\":\"It barks.\"}");

        assertEquals(prompt.subject(), story.subject());
        assertEquals(Kind.STORY, story.kind());
    }

    @Test
    void aLineOfTextIsAPromptWithTheIdOfItsPlaceAndTheKeyOfItsText() {
        ObjectNode body = translated(Topic.PROMPTS, null, "A dog barks").body();

        assertEquals("A dog barks", body.path("recordKey").asText());
        assertEquals("conteur.prompts-2-7-1000", body.at("/value/id").asText());
    }

    @Test
    void fieldsThatThisVersionDoesNotKnowArePassedOn() {
        ObjectNode body =
                translated(
                                Topic.PROGRESS,
                                "mine",
                                "{\"id\":\"job\",\"subject\":\"mine\",\"work\":\"model\",\"state\":\"running\",\"step\":5,\"learningRate\":0.02,\"colour\":\"red\"}")
                        .body();

        assertEquals(0.02, body.at("/value/learningRate").asDouble());
        assertEquals("red", body.at("/value/colour").asText());
        assertEquals("progress", body.path("kind").asText());
    }

    @Test
    void whatIsNestedTooDeepToBeWrittenIsNoEvent() {
        String value = "{\"id\":\"one\",\"deep\":" + "[".repeat(999) + "]".repeat(999) + "}";

        for (Topic<?> topic : List.of(Topic.STORIES, Topic.STORY_PARTS, Topic.PROGRESS)) {
            assertEquals(
                    Optional.empty(),
                    RecordTranslator.translate(record(topic.name(), "key", value)));
        }
    }

    @Test
    void anEmptyPromptCancels() {
        Optional<Change> change =
                RecordTranslator.translate(record(Topic.PROMPTS.name(), "key", null));

        assertEquals(Kind.CANCELLATION, change.orElseThrow().kind());
    }

    @Test
    void anEmptyCheckpointOrTokenizerDeletesThoseOfItsKey() {
        for (Topic<?> topic : List.of(Topic.CHECKPOINTS, Topic.TOKENIZERS)) {
            Change artifact =
                    translated(topic, "mine", "{\"id\":\"one\",\"artifact\":{\"key\":\"a/b\"}}");
            Change other =
                    translated(topic, "other", "{\"id\":\"one\",\"artifact\":{\"key\":\"a/b\"}}");

            Change deletion = translated(topic, "mine", null);

            assertTrue(deletion.deletes(artifact));
            assertFalse(deletion.deletes(other));
            assertEquals("mine", deletion.body().path("recordKey").asText());
        }
        assertEquals(
                Optional.empty(),
                RecordTranslator.translate(record(Topic.STORIES.name(), "key", null)));
    }

    @Test
    void partsThatComeWithTheirOutcomeAreLeftOut() {
        String told =
                "{\"id\":\"one\",\"outcome\":\"completed\",\"origin\":\"prompt\",\"prompt\":\"A\","
                        + "\"story\":\"It barks.\"}";
        List<Change> changes =
                translated(
                        List.of(
                                record(Topic.STORY_PARTS.name(), "key", part("one")),
                                record(Topic.STORY_PARTS.name(), "key", part("two")),
                                record(Topic.STORY_PARTS.name(), "other", part("one")),
                                record(Topic.STORY_PARTS.name(), "key", "nonsense"),
                                record(Topic.STORIES.name(), "key", told)));

        assertEquals(
                List.of("two\nkey", "one\nother", "one\nkey"),
                changes.stream().map(Change::subject).toList());
        assertEquals(Kind.STORY, changes.get(2).kind());
    }

    private static String part(String id) {
        return "{\"attempt\":1,\"timings\":{\"id\":\"none\"},\"id\":\"%s\",\"sequence\":0,\"text\":\"It\"}"
                .formatted(id);
    }

    private static List<Change> translated(List<ConsumerRecord<byte[], byte[]>> records) {
        return RecordTranslator.translate(
                new ConsumerRecords<>(
                        records.stream()
                                .collect(
                                        groupingBy(
                                                each ->
                                                        new TopicPartition(
                                                                each.topic(), each.partition()),
                                                LinkedHashMap::new,
                                                toList())),
                        Map.of()));
    }

    @Test
    void aRecordThatIsNoEventIsLeftOut() {
        assertFalse(translates(Topic.STORIES, "{\"outcome\":\"completed\"}"));
        assertFalse(translates(Topic.PROGRESS, "nonsense"));
        assertFalse(translates(Topic.PROMPTS, "{\"prompt\":7}"));
        assertFalse(translates(Topic.CHECKPOINTS, "[1]"));
    }

    @Test
    void aDeadLetterIsShownWhateverItHolds() {
        Change letter =
                RecordTranslator.translate(
                                record(Topic.PROMPTS.deadLetterName(), "key", "{\"prompt\":7}"))
                        .orElseThrow();

        assertEquals("dead-letter", letter.body().path("kind").asText());
        assertEquals("{\"prompt\":7}", letter.body().path("value").asText());
    }

    @Test
    void poolsHaveTopicsOfPromptsOfTheirOwn() {
        assertTrue(RecordTranslator.isPrompts("conteur.prompts.night"));
        assertFalse(RecordTranslator.isPrompts("conteur.prompts.dead-letter"));
        assertTrue(RecordTranslator.knows("conteur.prompts.night.dead-letter"));
        assertFalse(RecordTranslator.knows("__consumer_offsets"));
    }

    private static boolean translates(Topic<?> topic, String value) {
        return RecordTranslator.translate(record(topic.name(), "key", value)).isPresent();
    }

    private static Change translated(Topic<?> topic, String key, String value) {
        return RecordTranslator.translate(record(topic.name(), key, value)).orElseThrow();
    }

    private static ConsumerRecord<byte[], byte[]> record(String topic, String key, String value) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(
                        topic,
                        2,
                        7,
                        1000L,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        bytes(key),
                        bytes(value),
                        new RecordHeaders(),
                        Optional.empty());
        return record;
    }

    private static byte[] bytes(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
