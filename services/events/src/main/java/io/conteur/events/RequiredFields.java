package io.conteur.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/** A record's component is required exactly when it is not {@code @Nullable}. */
final class RequiredFields {
    private RequiredFields() {}

    /**
     * Finds the first field of {@code type} that {@code object} lacks.
     *
     * @throws InvalidEventException naming it
     */
    static void check(Class<?> type, JsonNode object) {
        check(type, object, "");
    }

    private static void check(Class<?> type, JsonNode object, String pointer) {
        for (RecordComponent component : type.getRecordComponents()) {
            String place = JsonPointers.child(pointer, component.getName());
            JsonNode value = object.path(component.getName());
            if (value.isMissingNode() || value.isNull()) {
                requireNullable(component, place);
            } else if (component.getType().isRecord()) {
                requireObject(value, place);
                check(component.getType(), value, place);
            }
        }
    }

    private static void requireNullable(RecordComponent component, String place) {
        if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
            throw new InvalidEventException(place, "is missing");
        }
    }

    private static void requireObject(JsonNode value, String place) {
        if (!value.isObject()) {
            throw new InvalidEventException(
                    place, "must be an object, is " + JsonPointers.kind(value));
        }
    }
}
