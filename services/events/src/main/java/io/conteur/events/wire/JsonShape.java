package io.conteur.events.wire;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.events.InvalidEventException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that a record type takes, read off its components: a field is required exactly when its
 * component is not {@code @Nullable}, and has the JSON type of the component's type. Fields that no
 * component names are ignored.
 */
public final class JsonShape {
    private JsonShape() {}

    /**
     * Finds the first field of {@code type} that is missing or ill-typed in {@code object}.
     *
     * @throws InvalidEventException naming it and what would be right
     */
    static void check(Class<?> type, JsonNode object) {
        checkFields(type, object, "");
    }

    private static void checkFields(Class<?> type, JsonNode object, String pointer) {
        for (RecordComponent component : type.getRecordComponents()) {
            String place = JsonPointers.child(pointer, component.getName());
            JsonNode value = object.path(component.getName());
            if (value.isMissingNode() || value.isNull()) {
                requireNullable(component, place);
            } else {
                checkValue(component.getGenericType(), value, place);
            }
        }
    }

    private static void requireNullable(RecordComponent component, String place) {
        if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            throw new InvalidEventException(place, "is missing");
        }
    }

    private static void checkValue(Type type, JsonNode value, String place) {
        if (type instanceof ParameterizedType list) {
            require(value.isArray(), "an array", value, place);
            checkElements(list.getActualTypeArguments()[0], value, place);
        } else if (type instanceof Class<?> simple && simple.isRecord()) {
            require(value.isObject(), "an object", value, place);
            checkFields(simple, value, place);
        } else {
            checkScalar((Class<?>) type, value, place);
        }
    }

    private static void checkElements(Type type, JsonNode array, String place) {
        for (int i = 0; i < array.size(); i++) {
            checkValue(type, array.get(i), place + "/" + i);
        }
    }

    private static void checkScalar(Class<?> type, JsonNode value, String place) {
        if (type.isEnum()) {
            checkConstant(type, value, place);
        } else if (type == String.class) {
            require(value.isTextual(), "a string", value, place);
            requireUnicode(value.textValue(), place);
        } else if (type == boolean.class || type == Boolean.class) {
            require(value.isBoolean(), "a boolean", value, place);
        } else if (type == double.class || type == Double.class) {
            require(value.isNumber(), "a number", value, place);
            requireRange(Double.isFinite(value.doubleValue()), "a 64-bit float", place);
        } else if (type == int.class || type == Integer.class) {
            requireInteger(value, value.canConvertToInt(), "a 32-bit integer", place);
        } else {
            requireInteger(value, value.canConvertToLong(), "a 64-bit integer", place);
        }
    }

    private static void checkConstant(Class<?> type, JsonNode value, String place) {
        List<String> names = constants(type);
        String wanted = "one of " + String.join(", ", names);
        require(value.isTextual(), wanted, value, place);
        require(names.contains(value.textValue()), wanted, "another string", place);
    }

    /** What an enum's constants are called on the wire. */
    public static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(field -> field.isEnumConstant())
                .map(field -> field.getAnnotation(JsonProperty.class).value())
                .collect(Collectors.toList());
    }

    /** Half a surrogate pair can be escaped in JSON, but never be written as UTF-8 again. */
    private static void requireUnicode(String text, String place) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= 0xDFFF)) {
            throw new InvalidEventException(place, "must not hold half a surrogate pair");
        }
    }

    /** As in JSON Schema, 10.0 is an integer. */
    private static void requireInteger(JsonNode value, boolean fits, String range, String place) {
        require(value.isNumber() && value.canConvertToExactIntegral(), "an integer", value, place);
        requireRange(fits, range, place);
    }

    private static void requireRange(boolean fits, String range, String place) {
        if (!fits) {
            throw new InvalidEventException(place, "must be within the range of " + range);
        }
    }

    private static void require(boolean right, String wanted, JsonNode value, String place) {
        if (!right) {
            require(false, wanted, JsonPointers.kind(value), place);
        }
    }

    private static void require(boolean right, String wanted, String found, String place) {
        if (!right) {
            throw new InvalidEventException(place, "must be " + wanted + ", is " + found);
        }
    }
}
