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
 * Validates JSON against a record type by reflection: a field is required unless its component is
 * {@code @Nullable}, and its JSON type follows from the component's type. Unknown fields are
 * ignored. Jackson alone would coerce types and accept missing fields.
 */
public final class JsonShape {
    private JsonShape() {}

    /**
     * Validates an object.
     *
     * @throws InvalidEventException for the first field that is missing or ill-typed
     */
    static void check(Class<?> type, JsonNode object) {
        checkFields(type, object, "");
    }

    private static void checkFields(Class<?> type, JsonNode object, String parent) {
        for (RecordComponent component : type.getRecordComponents()) {
            String pointer = JsonPointers.child(parent, component.getName());
            JsonNode value = object.path(component.getName());
            if (value.isMissingNode() || value.isNull()) {
                requireNullable(component, pointer);
            } else {
                checkValue(component.getGenericType(), value, pointer);
            }
        }
    }

    private static void requireNullable(RecordComponent component, String pointer) {
        if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            throw new InvalidEventException(pointer, "is missing");
        }
    }

    private static void checkValue(Type type, JsonNode value, String pointer) {
        if (type instanceof ParameterizedType list) {
            require(value.isArray(), "an array", value, pointer);
            checkElements(list.getActualTypeArguments()[0], value, pointer);
        } else if (type instanceof Class<?> simple && simple.isRecord()) {
            require(value.isObject(), "an object", value, pointer);
            checkFields(simple, value, pointer);
        } else {
            checkScalar((Class<?>) type, value, pointer);
        }
    }

    private static void checkElements(Type type, JsonNode array, String pointer) {
        for (int i = 0; i < array.size(); i++) {
            checkValue(type, array.get(i), pointer + "/" + i);
        }
    }

    private static void checkScalar(Class<?> type, JsonNode value, String pointer) {
        if (type.isEnum()) {
            checkConstant(type, value, pointer);
        } else if (type == String.class) {
            require(value.isTextual(), "a string", value, pointer);
            requireUnicode(value.textValue(), pointer);
        } else if (type == boolean.class || type == Boolean.class) {
            require(value.isBoolean(), "a boolean", value, pointer);
        } else if (type == double.class || type == Double.class) {
            require(value.isNumber(), "a number", value, pointer);
            requireRange(Double.isFinite(value.doubleValue()), "a 64-bit float", pointer);
        } else if (type == int.class || type == Integer.class) {
            requireInteger(value, value.canConvertToInt(), "a 32-bit integer", pointer);
        } else {
            requireInteger(value, value.canConvertToLong(), "a 64-bit integer", pointer);
        }
    }

    private static void checkConstant(Class<?> type, JsonNode value, String pointer) {
        List<String> names = constants(type);
        String wanted = "one of " + String.join(", ", names);
        require(value.isTextual(), wanted, value, pointer);
        require(names.contains(value.textValue()), wanted, "another string", pointer);
    }

    /** The JSON names of an enum's constants. */
    public static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getFields())
                .filter(field -> field.isEnumConstant())
                .map(field -> field.getAnnotation(JsonProperty.class).value())
                .collect(Collectors.toList());
    }

    /** JSON can escape an unpaired surrogate, but UTF-8 cannot encode it. */
    private static void requireUnicode(String text, String pointer) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= 0xDFFF)) {
            throw new InvalidEventException(pointer, "must not hold half a surrogate pair");
        }
    }

    /** As in JSON Schema, 10.0 is an integer. */
    private static void requireInteger(JsonNode value, boolean fits, String range, String pointer) {
        require(
                value.isNumber() && value.canConvertToExactIntegral(),
                "an integer",
                value,
                pointer);
        requireRange(fits, range, pointer);
    }

    private static void requireRange(boolean fits, String range, String pointer) {
        if (!fits) {
            throw new InvalidEventException(pointer, "must be within the range of " + range);
        }
    }

    private static void require(boolean right, String wanted, JsonNode value, String pointer) {
        if (!right) {
            require(false, wanted, JsonPointers.kind(value), pointer);
        }
    }

    private static void require(boolean right, String wanted, String found, String pointer) {
        if (!right) {
            throw new InvalidEventException(pointer, "must be " + wanted + ", is " + found);
        }
    }
}
