package io.conteur.events.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.conteur.events.InvalidEventException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Reads a few fields of an event, and stops when it has them. This costs a tenth of deserialising
 * the whole event, and checks nothing else of it.
 */
public final class EventFields {
    private static final JsonFactory JSON = new JsonFactory();

    private EventFields() {}

    /**
     * The values of scalar fields, as text; absent ones and nulls are left out.
     *
     * @param value the record's value
     * @param pointers JSON pointers without array indexes
     * @throws InvalidEventException when it is no JSON object as far as it is read
     */
    public static Map<String, String> read(byte[] value, Set<String> pointers) {
        Map<String, String> found = new HashMap<>();
        try (JsonParser parser = JSON.createParser(value)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidEventException("", "must be a JSON object");
            }
            readObject(parser, "", pointers, found);
        } catch (IOException e) {
            throw new InvalidEventException("", "must be well-formed JSON");
        }
        return found;
    }

    private static void readObject(
            JsonParser parser, String parent, Set<String> pointers, Map<String, String> found)
            throws IOException {
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            String pointer = parent + '/' + name;
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT && containsChild(pointers, pointer)) {
                readObject(parser, pointer, pointers, found);
            } else if (token.isScalarValue() && pointers.contains(pointer)) {
                put(parser, pointer, found);
            } else {
                parser.skipChildren();
            }
            if (found.size() == pointers.size()) {
                return;
            }
        }
    }

    private static void put(JsonParser parser, String pointer, Map<String, String> found)
            throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NULL) {
            found.put(pointer, parser.getText());
        }
    }

    private static boolean containsChild(Set<String> pointers, String parent) {
        return pointers.stream().anyMatch(pointer -> pointer.startsWith(parent + '/'));
    }
}
