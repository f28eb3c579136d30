package io.conteur.events.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conteur.events.InvalidEventException;
import io.conteur.events.story.PromptSubmitted;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Serialises events to JSON and back. Deserialisation ignores unknown fields, rejects missing and
 * ill-typed ones by their JSON pointer, and limits depth and size while it parses.
 */
public final class EventCodec {
    /** The largest value, in bytes, that is deserialised. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER_LENGTH = 1000;

    /** How Jackson's message of a duplicate key begins. */
    private static final String DUPLICATE = "Duplicate";

    private static final JsonMapper MAPPER = mapper();

    private EventCodec() {}

    /** The event as UTF-8 JSON; absent fields are left out. */
    public static byte[] encode(Record event) {
        try {
            return MAPPER.writeValueAsBytes(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event can always be written", e);
        }
    }

    /**
     * The event in a record's value.
     *
     * @throws InvalidEventException when it is not a valid one of the topic
     */
    public static <E> E decode(Topic<E> topic, byte[] value) {
        return decode(topic.type(), value);
    }

    /**
     * A prompt: JSON when the value starts with a brace, else plain text, so that a line typed into
     * a console producer works.
     *
     * @throws InvalidEventException when it is not a valid prompt
     */
    public static PromptSubmitted decodePrompt(byte[] value) {
        requireSize(value);
        String text = utf8(value).strip();
        return text.startsWith("{") ? decode(Topic.PROMPTS, value) : PromptSubmitted.of(text);
    }

    public static <E> E decode(Class<E> type, byte[] value) {
        requireSize(value);
        JsonNode tree = parse(value);
        JsonShape.check(type, tree);
        return bind(type, tree);
    }

    private static void requireSize(byte[] value) {
        if (value.length > MAX_BYTES) {
            throw new InvalidEventException(
                    "", "must have at most " + MAX_BYTES + " bytes, has " + value.length);
        }
    }

    /** Decodes UTF-8, without the byte order mark that some editors and serialisers write first. */
    private static String utf8(byte[] value) {
        if (value.length > 0 && value[0] == 0) {
            throw new InvalidEventException(
                    "",
                    "must be JSON or plain text; it starts with a zero byte, as a schema registry's"
                            + " serialiser writes: send the JSON alone");
        }
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new InvalidEventException("", "must be UTF-8 text");
        }
    }

    /** The JSON object in a value, within the limits of an event. */
    static JsonNode parse(byte[] value) {
        requireSize(value);
        try {
            JsonNode tree = MAPPER.readTree(utf8(value));
            if (tree == null || !tree.isObject()) {
                throw new InvalidEventException("", "must be a JSON object");
            }
            return tree;
        } catch (StreamConstraintsException e) {
            throw new InvalidEventException("", exceeded(e));
        } catch (JsonProcessingException e) {
            String rule =
                    e.getOriginalMessage().startsWith(DUPLICATE)
                            ? "must have each key once"
                            : "must be well-formed JSON";
            throw new InvalidEventException("", rule + position(e));
        }
    }

    /** Jackson has one exception for all its limits; only the message tells which. */
    private static String exceeded(StreamConstraintsException e) {
        String message = e.getOriginalMessage();
        if (message.startsWith("Number")) {
            return "must have numbers of at most " + MAX_NUMBER_LENGTH + " digits" + position(e);
        }
        return message.startsWith("Document nesting")
                ? "must be nested at most " + MAX_DEPTH + " deep" + position(e)
                : "must have keys and texts of sensible length" + position(e);
    }

    private static String position(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : "; the error is at line "
                        + e.getLocation().getLineNr()
                        + ", column "
                        + e.getLocation().getColumnNr();
    }

    private static <E> E bind(Class<E> type, JsonNode tree) {
        try {
            return MAPPER.treeToValue(tree, type);
        } catch (JsonMappingException e) {
            throw rejection(e);
        } catch (JsonProcessingException e) {
            throw new InvalidEventException("", "cannot be read");
        }
    }

    /** The tree has passed {@link JsonShape}, so the record's own checks have failed. */
    private static InvalidEventException rejection(JsonMappingException e) {
        String pointer = JsonPointers.of(e.getPath());
        return e.getCause() instanceof InvalidEventException invalid
                ? invalid.under(pointer)
                : new InvalidEventException(pointer, "has an unusable value");
    }

    private static JsonMapper mapper() {
        JsonFactory factory =
                JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        // Else a character beyond U+FFFF has twelve bytes, not four, and what
                        // repeats a valid event can become too large for one.
                        .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(MAX_DEPTH)
                                        .maxNumberLength(MAX_NUMBER_LENGTH)
                                        .maxDocumentLength(MAX_BYTES)
                                        .build())
                        .build();
        return JsonMapper.builder(factory)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(
                                JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }
}
