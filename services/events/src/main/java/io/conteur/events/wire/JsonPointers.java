package io.conteur.events.wire;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** JSON pointers (RFC 6901) and the types of JSON values, for error messages. */
public final class JsonPointers {
    private JsonPointers() {}

    static String of(List<JsonMappingException.Reference> path) {
        StringBuilder pointer = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            pointer.append(
                    step.getFieldName() == null
                            ? "/" + step.getIndex()
                            : child("", step.getFieldName()));
        }
        return pointer.toString();
    }

    static String child(String parent, String name) {
        return parent + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    /** The type of a value, such as {@code "a string"}. */
    static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            case STRING -> "a string";
            case BOOLEAN -> "a boolean";
            case NULL -> "null";
            case NUMBER -> node.isIntegralNumber() ? "an integer" : "a fraction";
            default -> "nothing";
        };
    }
}
