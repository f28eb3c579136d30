package io.conteur.events.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.events.InvalidEventException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenExamplesTest {
    static Stream<Contract.Example> valid() {
        return Contract.examples("valid");
    }

    static Stream<Contract.Example> invalid() {
        return Contract.examples("invalid");
    }

    @ParameterizedTest
    @MethodSource("valid")
    void aValidExampleSatisfiesItsSchema(Contract.Example example) {
        assertEquals(Set.of(), Contract.schema(example.event()).validate(example.tree()));
    }

    @ParameterizedTest
    @MethodSource("valid")
    void aValidExampleIsReadAndWrittenUnchanged(Contract.Example example) {
        Object event = EventCodec.decode(example.event(), example.bytes());

        JsonNode written = Contract.json(EventCodec.encode((Record) event));

        JsonNode expected = known(example);
        assertTrue(
                expected.equals(GoldenExamplesTest::compare, written),
                () -> expected + " became " + written);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void anInvalidExampleIsRefusedByItsSchema(Contract.Example example) {
        assertFalse(Contract.schema(example.event()).validate(example.tree()).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void anInvalidExampleIsRefusedByItsPointer(Contract.Example example) {
        InvalidEventException refusal =
                assertThrows(
                        InvalidEventException.class,
                        () -> EventCodec.decode(example.event(), example.bytes()));

        assertTrue(refusal.pointer().startsWith("/"), refusal.getMessage());
        assertTrue(refusal.getMessage().startsWith(refusal.pointer() + " "));
    }

    /** An example without unknown fields and nulls. */
    private static JsonNode known(Contract.Example example) {
        ObjectNode object = (ObjectNode) example.tree();
        object.retain(
                Arrays.stream(example.event().getRecordComponents())
                        .map(RecordComponent::getName)
                        .filter(name -> object.hasNonNull(name))
                        .collect(Collectors.toSet()));
        return object;
    }

    /** 64 and 64.0 are the same number in JSON. */
    private static int compare(JsonNode one, JsonNode other) {
        return one.isNumber() && other.isNumber()
                ? one.decimalValue().compareTo(other.decimalValue())
                : one.equals(other) ? 0 : 1;
    }
}
