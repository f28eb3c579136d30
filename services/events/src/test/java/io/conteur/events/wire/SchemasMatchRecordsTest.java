package io.conteur.events.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SchemasMatchRecordsTest {
    private static final Map<Class<?>, String> JSON_TYPES =
            Map.of(
                    String.class, "string",
                    int.class, "integer",
                    Integer.class, "integer",
                    long.class, "integer",
                    Long.class, "integer",
                    double.class, "number",
                    Double.class, "number",
                    boolean.class, "boolean",
                    Boolean.class, "boolean");

    /** A record type and the schema that describes it. */
    record Pair(Class<?> type, JsonNode schema, JsonNode document) {
        Stream<RecordComponent> components() {
            return Arrays.stream(type.getRecordComponents());
        }

        JsonNode property(RecordComponent component) {
            return schema.at("/properties/" + component.getName());
        }

        @Override
        public String toString() {
            return document.get("title").textValue() + ": " + type.getSimpleName();
        }
    }

    static Stream<Pair> pairs() {
        return Contract.events().stream().flatMap(SchemasMatchRecordsTest::pairs);
    }

    private static Stream<Pair> pairs(Class<?> event) {
        JsonNode document = Contract.schemaTree(event);
        Stream<Pair> nested =
                nestedRecords(event)
                        .map(type -> new Pair(type, definition(document, type), document));
        return Stream.concat(Stream.of(new Pair(event, document, document)), nested);
    }

    /** The records that are fields of an event, or elements of such a list. */
    private static Stream<Class<?>> nestedRecords(Class<?> event) {
        return Arrays.stream(event.getRecordComponents())
                .<Class<?>>map(SchemasMatchRecordsTest::typeOrElement)
                .filter(Class::isRecord)
                .distinct();
    }

    private static Class<?> typeOrElement(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType list
                ? (Class<?>) list.getActualTypeArguments()[0]
                : component.getType();
    }

    private static JsonNode definition(JsonNode document, Class<?> type) {
        return document.at("/$defs/" + type.getSimpleName());
    }

    static Stream<Record> records() {
        return Stream.concat(SampleEvents.full(), SampleEvents.sparse());
    }

    @Test
    void everyEventHasASchemaAndEverySchemaAnEvent() {
        Set<String> events =
                Contract.events().stream().map(Class::getSimpleName).collect(Collectors.toSet());

        assertEquals(new TreeSet<>(events), Contract.schemaNames());
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void propertiesAreTheRecordsComponentsInOrder(Pair pair) {
        List<String> properties = names(pair.schema().get("properties"));

        assertEquals(pair.components().map(RecordComponent::getName).toList(), properties);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void requiredIsWhatIsNotNullable(Pair pair) {
        Set<String> required = new LinkedHashSet<>(texts(pair.schema().path("required")));

        Set<String> notNullable =
                pair.components()
                        .filter(component -> !nullable(component))
                        .map(RecordComponent::getName)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        assertEquals(notNullable, required);
    }

    @TestFactory
    Stream<DynamicTest> typesAreTheComponentsTypes() {
        return properties((pair, component) -> assertType(component, pair.property(component)));
    }

    @TestFactory
    Stream<DynamicTest> everyPropertyIsDescribed() {
        return properties(
                (pair, component) ->
                        assertFalse(
                                pair.property(component).path("description").asText().isBlank()));
    }

    @ParameterizedTest
    @MethodSource("records")
    void whatARecordWritesItsSchemaAccepts(Record event) {
        JsonNode written = Contract.json(EventCodec.encode(event));

        assertEquals(Set.of(), Contract.schema(event.getClass()).validate(written));
    }

    private static void assertType(RecordComponent component, JsonNode property) {
        Class<?> type = component.getType();
        if (type.isRecord()) {
            assertEquals("#/$defs/" + type.getSimpleName(), reference(property));
        } else if (type.isEnum()) {
            assertEquals(JsonShape.constants(type), texts(property.get("enum")));
        } else if (component.getGenericType() instanceof ParameterizedType list) {
            assertElementType((Class<?>) list.getActualTypeArguments()[0], property.at("/items"));
        } else {
            assertEquals(JSON_TYPES.get(type), firstType(property));
        }
        assertEquals(nullable(component), admitsNull(property));
    }

    private static void assertElementType(Class<?> type, JsonNode items) {
        if (type.isRecord()) {
            assertEquals("#/$defs/" + type.getSimpleName(), items.path("$ref").textValue());
        } else {
            assertEquals(JSON_TYPES.get(type), items.path("type").textValue());
        }
    }

    private static String reference(JsonNode property) {
        return property.has("$ref")
                ? property.get("$ref").textValue()
                : property.at("/anyOf/0/$ref").textValue();
    }

    private static String firstType(JsonNode property) {
        JsonNode type = property.get("type");
        return type.isArray() ? type.get(0).textValue() : type.textValue();
    }

    private static boolean admitsNull(JsonNode property) {
        return property.has("anyOf")
                ? property.at("/anyOf/1/type").asText().equals("null")
                : texts(property.path("type")).contains("null");
    }

    private static boolean nullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private interface PropertyCheck {
        void check(Pair pair, RecordComponent component);
    }

    private static Stream<DynamicTest> properties(PropertyCheck check) {
        return pairs().flatMap(
                        pair ->
                                pair.components()
                                        .map(
                                                component ->
                                                        DynamicTest.dynamicTest(
                                                                pair + "/" + component.getName(),
                                                                () ->
                                                                        check.check(
                                                                                pair, component))));
    }

    private static List<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }
}
