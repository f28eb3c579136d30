package io.conteur.console.change;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.console.change.Change.Kind;
import io.conteur.events.InvalidEventException;
import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.consumer.Request;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

/**
 * Turns a record into the change that pages receive. It depends on the record alone, so reading a
 * record again gives the same change. Events of the services are passed on as they are, with fields
 * that this version does not know. A record that is no valid event gives none: an invalid request
 * comes again as a dead letter.
 */
public final class RecordTranslator {
    private static final Logger LOG = Logger.getLogger(RecordTranslator.class);

    /** No event is nested as deep; what is could be read and not be written again. */
    private static final int MAX_DEPTH = 32;

    private static final JsonMapper JSON =
            new JsonMapper(
                    JsonFactory.builder()
                            .streamReadConstraints(
                                    StreamReadConstraints.builder()
                                            .maxNestingDepth(MAX_DEPTH)
                                            .build())
                            .build());
    private static final int MAX_DEAD_VALUE = 2000;
    private static final String DEAD_LETTER = ".dead-letter";
    private static final List<String> PASSED_ON =
            List.of(
                    Topic.PROGRESS.name(),
                    Topic.CHECKPOINTS.name(),
                    Topic.TOKENIZERS.name(),
                    Topic.STORY_PARTS.name(),
                    Topic.STORIES.name());

    private RecordTranslator() {}

    /** Whether records of the topic are shown. */
    public static boolean knows(String topic) {
        return PASSED_ON.contains(topic)
                || topic.equals(Topic.TRAINING_REQUESTS.name())
                || isPrompts(topic)
                || isDeadLetters(topic);
    }

    /** Whether this is the topic of prompts of the default pool or of another. */
    public static boolean isPrompts(String topic) {
        return (topic.equals(Topic.PROMPTS.name()) || topic.startsWith(Topic.PROMPTS.name() + "."))
                && !isDeadLetters(topic);
    }

    private static boolean isDeadLetters(String topic) {
        return topic.startsWith("conteur.") && topic.endsWith(DEAD_LETTER);
    }

    /**
     * The changes that some records make. Parts of a story whose outcome is among them are left
     * out: the outcome has their text, and where many stories are written they are most of all.
     */
    public static List<Change> translate(ConsumerRecords<byte[], byte[]> records) {
        List<Change> stories = new ArrayList<>();
        records.records(Topic.STORIES.name())
                .forEach(record -> translate(record).ifPresent(stories::add));
        Set<String> answered = stories.stream().map(Change::subject).collect(Collectors.toSet());
        List<Change> changes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            if (!record.topic().equals(Topic.STORIES.name()) && !isPartOf(answered, record)) {
                translate(record).ifPresent(changes::add);
            }
        }
        changes.addAll(stories);
        return changes;
    }

    private static boolean isPartOf(Set<String> answered, ConsumerRecord<byte[], byte[]> record) {
        return !answered.isEmpty()
                && record.topic().equals(Topic.STORY_PARTS.name())
                && record.value() != null
                && answered.contains(
                        subject(id(record.value()), String.valueOf(RecordText.of(record.key()))));
    }

    /** Of an event, without reading all of it; empty where there is none. */
    private static String id(byte[] value) {
        try (JsonParser parser = JSON.createParser(value)) {
            if (parser.nextToken() == JsonToken.START_OBJECT) {
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    boolean found = parser.currentName().equals("id");
                    JsonToken field = parser.nextToken();
                    if (found) {
                        return field == JsonToken.VALUE_STRING ? parser.getText() : "";
                    }
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            return ""; // No valid event, which the translation finds too.
        }
        return "";
    }

    /** The change that a record makes; empty when it is no valid event. */
    public static Optional<Change> translate(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.ofNullable(
                    switch (kind(record.topic())) {
                        case DEAD_LETTER -> deadLetter(record);
                        case PROMPT -> prompt(record);
                        case TRAINING -> training(record);
                        default -> event(record);
                    });
        } catch (InvalidEventException | IOException e) {
            return Optional.empty();
        } catch (RuntimeException e) {
            // One record must not end the reading of all topics.
            LOG.errorf(e, "%s is not shown", position(record));
            return Optional.empty();
        }
    }

    private static Kind kind(String topic) {
        if (isDeadLetters(topic)) {
            return Kind.DEAD_LETTER;
        }
        if (isPrompts(topic)) {
            return Kind.PROMPT;
        }
        return topic.equals(Topic.TRAINING_REQUESTS.name()) ? Kind.TRAINING : Kind.GAUGE;
    }

    private static ObjectNode body(ConsumerRecord<byte[], byte[]> record) {
        return JSON.createObjectNode()
                .put("at", record.timestamp())
                .put("recordKey", RecordText.of(record.key()));
    }

    private static String position(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "-" + record.offset();
    }

    private static Change deadLetter(ConsumerRecord<byte[], byte[]> record) {
        ObjectNode body = body(record);
        body.put("position", position(record));
        body.put("value", RecordText.of(record.value(), MAX_DEAD_VALUE));
        ObjectNode headers = body.putObject("headers");
        RecordText.of(record.headers()).forEach(headers::put);
        String key = "dead/" + position(record);
        return new Change(Kind.DEAD_LETTER, key, key, body);
    }

    private static Change prompt(ConsumerRecord<byte[], byte[]> record) throws IOException {
        Request request = Request.of(record);
        if (request.tombstone()) {
            return cancellation(record);
        }
        PromptSubmitted prompt = EventCodec.decodePrompt(request.value());
        PromptSubmitted named = prompt.id() == null ? prompt.withId(request.defaultId()) : prompt;
        RecordKey key = request.key() == null ? RecordKey.of(prompt.prompt()) : request.key();
        String keyText = String.valueOf(RecordText.of(key.bytes()));
        ObjectNode body = body(record).put("recordKey", keyText).put("topic", record.topic());
        body.put("partition", record.partition());
        body.set("value", tree(EventCodec.encode(named)));
        String subject = subject(String.valueOf(named.id()), keyText);
        return new Change(Kind.PROMPT, "prompt/" + subject, subject, body);
    }

    private static Change cancellation(ConsumerRecord<byte[], byte[]> record) {
        String key = "cancel/" + position(record);
        return new Change(Kind.CANCELLATION, key, key, body(record).put("topic", record.topic()));
    }

    private static Change training(ConsumerRecord<byte[], byte[]> record) throws IOException {
        Request request = Request.of(record);
        if (request.tombstone()) {
            return cancellation(record);
        }
        TrainingRequested training = EventCodec.decode(Topic.TRAINING_REQUESTS, request.value());
        TrainingRequested named =
                training.id() == null ? training.withId(request.defaultId()) : training;
        ObjectNode body = body(record);
        body.set("value", tree(EventCodec.encode(named)));
        return new Change(
                Kind.TRAINING, "training/" + named.id(), String.valueOf(named.id()), body);
    }

    private static Change event(ConsumerRecord<byte[], byte[]> record) throws IOException {
        if (record.value() == null || record.value().length == 0) {
            return deletion(record);
        }
        ObjectNode value = tree(record.value());
        String id = text(value, "id");
        ObjectNode body = body(record);
        if (record.topic().equals(Topic.STORY_PARTS.name())) {
            return part(id, value, body);
        }
        body.set("value", value);
        if (record.topic().equals(Topic.STORIES.name())) {
            String subject = subject(id, body.path("recordKey").asText());
            return new Change(Kind.STORY, "story/" + subject, subject, body);
        }
        if (record.topic().equals(Topic.PROGRESS.name())) {
            return new Change(Kind.PROGRESS, "progress/" + id + "/" + moment(value), id, body);
        }
        Kind kind =
                record.topic().equals(Topic.CHECKPOINTS.name()) ? Kind.CHECKPOINT : Kind.TOKENIZER;
        String artifact = text(value.path("artifact"), "key");
        return new Change(kind, "artifact/" + artifact, deletable(record), body);
    }

    /** A tombstone of a compacted topic deletes all that has its key: a model, or a tokenizer. */
    private static Change deletion(ConsumerRecord<byte[], byte[]> record) {
        boolean checkpoints = record.topic().equals(Topic.CHECKPOINTS.name());
        if (record.key() == null
                || !(checkpoints || record.topic().equals(Topic.TOKENIZERS.name()))) {
            throw new InvalidEventException("", "is a tombstone");
        }
        ObjectNode body = body(record).put("of", checkpoints ? "checkpoints" : "tokenizers");
        String key = "deletion/" + position(record);
        return new Change(Kind.DELETION, key, deletable(record), body);
    }

    private static String deletable(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + '\n' + RecordText.of(record.key());
    }

    /** Without what a page does not need; {@code from} is the number of the first part joined. */
    private static Change part(String id, JsonNode value, ObjectNode body) {
        int attempt = value.path("attempt").asInt(1);
        int index = value.path("index").asInt(0);
        String attemptId = value.path("attemptId").asText("");
        body.put("id", id);
        body.put("attempt", attempt);
        body.put("attemptId", attemptId);
        body.put("index", index);
        body.put("from", value.path("sequence").asInt());
        body.put("last", value.path("last").asBoolean());
        body.put("text", value.path("text").asText());
        body.set("checkpoint", value.path("checkpoint"));
        String subject = subject(id, body.path("recordKey").asText());
        String key =
                String.format(Locale.ROOT, "part/%s/%d/%s/%d", subject, attempt, attemptId, index);
        return new Change(Kind.PART, key, subject, body);
    }

    /**
     * What distinguishes the reports of a job: its end, a step, or a stage before the first step.
     */
    private static String moment(JsonNode progress) {
        String state = progress.path("state").asText();
        if (!state.equals("running")) {
            return state;
        }
        return progress.has("step")
                ? progress.path("step").asText()
                : "stage " + progress.path("stage").asText();
    }

    /** Prompts are the same when their id and key are. */
    private static String subject(String id, String key) {
        return id + '\n' + key;
    }

    private static ObjectNode tree(byte[] value) throws IOException {
        try {
            if (JSON.readTree(value) instanceof ObjectNode object) {
                ExactNumbers.toText(object);
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new InvalidEventException("", "must be well-formed JSON");
        }
        throw new InvalidEventException("", "must be a JSON object");
    }

    private static String text(JsonNode object, String field) {
        String text = object.path(field).textValue();
        if (text == null || text.isEmpty()) {
            throw new InvalidEventException("/" + field, "is missing");
        }
        return text;
    }
}
