package io.conteur.console.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.EventCodec;
import java.nio.charset.StandardCharsets;

/** Reads what a page sends. */
final class JsonBody {
    private static final JsonMapper JSON = new JsonMapper();

    private JsonBody() {}

    /**
     * The JSON object in a body.
     *
     * @throws InvalidEventException when it is none
     */
    static ObjectNode object(String body) {
        try {
            JsonNode tree = JSON.readTree(body);
            if (tree instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException e) {
            throw new InvalidEventException("", "must be well-formed JSON");
        }
        throw new InvalidEventException("", "must be a JSON object");
    }

    /**
     * The event that an object describes.
     *
     * @throws InvalidEventException when it is not valid, with what would be right
     */
    static <E> E event(Class<E> type, ObjectNode object) {
        return EventCodec.decode(type, object.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A text field, which must be there. */
    static String text(ObjectNode object, String field) {
        String text = object.path(field).textValue();
        if (text == null || text.isEmpty()) {
            throw new InvalidEventException("/" + field, "must be a text that is not empty");
        }
        return text;
    }
}
