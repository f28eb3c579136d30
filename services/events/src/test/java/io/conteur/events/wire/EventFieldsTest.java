package io.conteur.events.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.conteur.events.InvalidEventException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventFieldsTest {
    @Test
    void scalarsAreReadAtAnyDepthAndAllElseIsPassedOver() {
        assertEquals(
                Map.of("/id", "a \"b\"", "/last", "true", "/at/key", "k", "/n", "7"),
                read(
                        """
                        {"list":[{"id":"no"}],"id":"a \\"b\\"","at":{"other":{"key":"no"},"key":"k"},
                         "last":true,"n":7,"at2":{"key":"no"}}\
                        """,
                        "/id",
                        "/last",
                        "/at/key",
                        "/n"));
    }

    @Test
    void whatIsAbsentNullOrNoScalarIsLeftOut() {
        assertEquals(
                Map.of("/c", ""),
                read("{\"a\":null,\"b\":[1],\"c\":\"\",\"d\":{}}", "/a", "/b", "/c", "/d", "/e"));
    }

    @Test
    void nothingIsReadBehindTheLastField() {
        assertEquals(Map.of("/id", "a"), read("{\"id\":\"a\", broken", "/id"));
    }

    @Test
    void whatIsNoObjectIsRefused() {
        for (String value : new String[] {"", "[]", "7", "{", "{\"a\":", "plain text"}) {
            assertThrows(InvalidEventException.class, () -> read(value, "/id"), value);
        }
    }

    private static Map<String, String> read(String value, String... pointers) {
        return EventFields.read(value.getBytes(StandardCharsets.UTF_8), Set.of(pointers));
    }
}
