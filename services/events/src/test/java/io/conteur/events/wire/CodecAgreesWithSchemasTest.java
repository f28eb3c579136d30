package io.conteur.events.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import io.conteur.events.InvalidEventException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Schemas and records accept and reject the same values of every field. */
class CodecAgreesWithSchemasTest {
    private static final List<JsonNode> VALUES =
            Stream.of(
                            "null",
                            "true",
                            "0",
                            "1",
                            "-1",
                            "0.5",
                            "3.0",
                            "1e3",
                            "101",
                            "70000",
                            "1000001",
                            "2147483648",
                            "9223372036854775808",
                            "-9223372036854775809",
                            "1e17",
                            "\"\"",
                            "\" \"",
                            "\"0\"",
                            "\"a-name_1.2\"",
                            "\"-a\"",
                            "\"a b\"",
                            "\"..\"",
                            "\"a/../b\"",
                            "\"a/b\"",
                            "\"/a\"",
                            "\"a//b\"",
                            "\"running\"",
                            "\"TINY\"",
                            "\"fp32\"",
                            "[]",
                            "[\"a\"]",
                            "[null]",
                            "[1]",
                            "{}",
                            "{\"key\":\"a\",\"sha256\":\"b\"}")
                    .map(text -> Contract.json(text.getBytes(StandardCharsets.UTF_8)))
                    .toList();

    static Stream<Contract.Example> examples() {
        return Contract.examples("valid");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void onEveryValueOfEveryField(Contract.Example example) {
        JsonSchema schema = Contract.schema(example.event());
        List<String> disagreements = new ArrayList<>();

        JsonNode document = example.tree();
        vary(document, document, mutant -> compare(example, schema, mutant, disagreements));

        assertEquals(List.of(), disagreements);
    }

    private interface Check {
        void on(JsonNode mutant);
    }

    /** Replaces each field in turn by every value, removes it, and restores it. */
    private static void vary(JsonNode node, JsonNode document, Check check) {
        if (node instanceof ObjectNode object) {
            for (String name : names(object)) {
                JsonNode before = object.get(name);
                for (JsonNode value : VALUES) {
                    object.set(name, value);
                    check.on(document);
                }
                object.remove(name);
                check.on(document);
                object.set(name, before);
                vary(before, document, check);
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode before = array.get(i);
                for (JsonNode value : VALUES) {
                    array.set(i, value);
                    check.on(document);
                }
                array.set(i, before);
            }
        }
    }

    private static List<String> names(ObjectNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static void compare(
            Contract.Example example, JsonSchema schema, JsonNode mutant, List<String> found) {
        boolean valid = schema.validate(mutant).isEmpty();
        if (valid != decodes(example.event(), mutant)) {
            found.add((valid ? "only the schema takes " : "only the record takes ") + mutant);
        }
    }

    private static boolean decodes(Class<?> event, JsonNode document) {
        try {
            EventCodec.decode(event, document.toString().getBytes(StandardCharsets.UTF_8));
            return true;
        } catch (InvalidEventException e) {
            return false;
        }
    }
}
