package io.conteur.console.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.regex.Pattern;

/** Integers that JavaScript would round travel as text: seeds have 64 bits, and a double 53. */
public final class ExactNumbers {
    private static final long MAX_SAFE = (1L << 53) - 1;
    private static final int LONG_DIGITS = 19;
    private static final Pattern INTEGER = Pattern.compile("-?\\d{1," + LONG_DIGITS + "}");

    private ExactNumbers() {}

    /** Replaces large integers by their text, in place. */
    public static void toText(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                toText(field.getValue());
                if (large(field.getValue())) {
                    field.setValue(TextNode.valueOf(field.getValue().asText()));
                }
            }
        } else if (tree instanceof ArrayNode array) {
            array.forEach(ExactNumbers::toText);
        }
    }

    private static boolean large(JsonNode value) {
        return value.isIntegralNumber()
                && (!value.canConvertToLong()
                        || value.longValue() > MAX_SAFE
                        || value.longValue() < -MAX_SAFE);
    }

    /** Turns the text of an integer back into a number, in place; leaves all else as it is. */
    public static void toNumber(ObjectNode object, String field) {
        JsonNode value = object.path(field);
        if (value.isTextual() && INTEGER.matcher(value.textValue()).matches()) {
            try {
                object.set(field, LongNode.valueOf(Long.parseLong(value.textValue())));
            } catch (NumberFormatException e) {
                // More than 64 bits: left as text, which the event's check refuses with its reason.
                return;
            }
        }
    }
}
