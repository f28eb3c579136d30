package io.conteur.events.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.InvalidEventException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredEventTest {
    private static final String JSON = "application/cloudevents+json";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/cloudevents+json",
                "application/CloudEvents+JSON ; charset=UTF-8",
                "application/cloudevents-batch+json",
                "application/cloudevents+xml"
            })
    void isAnnouncedByItsContentTypeInAnyFormat(String contentType) {
        assertTrue(StructuredEvent.announcedBy(contentType));
        assertFalse(StructuredEvent.announcedBy("application/json; of=" + contentType));
    }

    @Test
    void holdsAttributesAndData() {
        StructuredEvent event =
                parse(
                        "{\"specversion\":\"1.0\",\"id\":\"s1\",\"type\":\"t\",\"source\":\"/s\","
                                + "\"traceparent\":\"00-1\",\"data\":{\"prompt\":\"a fox\"}}");

        assertEquals("s1", event.id());
        assertEquals("00-1", event.traceparent());
        assertEquals("{\"prompt\":\"a fox\"}", text(event.data()));
    }

    @Test
    void holdsDataAsTextOrInBase64() {
        String attributes =
                "{\"specversion\":\"1.0\",\"id\":\"s1\",\"type\":\"t\",\"source\":\"/s\",";

        assertEquals("a fox", text(parse(attributes + "\"data\":\"a fox\"}").data()));
        assertEquals("a fox", text(parse(attributes + "\"data_base64\":\"YSBmb3g=\"}").data()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a fox",
                "[]",
                "{\"specversion\":\"0.3\",\"id\":\"1\",\"type\":\"t\",\"source\":\"/s\",\"data\":\"x\"}",
                "{\"specversion\":\"1.0\",\"type\":\"t\",\"source\":\"/s\",\"data\":\"x\"}",
                "{\"specversion\":\"1.0\",\"id\":\"\",\"type\":\"t\",\"source\":\"/s\",\"data\":\"x\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"source\":\"/s\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"source\":\"/s\",\"data\":7}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"source\":\"/s\",\"data\":\"\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"source\":\"/s\",\"data\":\"x\","
                        + "\"data_base64\":\"eA==\"}",
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\",\"source\":\"/s\","
                        + "\"data_base64\":\"?\"}"
            })
    void refusesWhatIsNoCloudEvent(String value) {
        assertThrows(InvalidEventException.class, () -> parse(value));
    }

    @Test
    void refusesFormatsOtherThanJson() {
        byte[] value = "<event/>".getBytes(StandardCharsets.UTF_8);

        assertThrows(
                InvalidEventException.class,
                () -> StructuredEvent.parse("application/cloudevents+xml", value));
    }

    private static StructuredEvent parse(String value) {
        return StructuredEvent.parse(JSON, value.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] data) {
        return new String(data, StandardCharsets.UTF_8);
    }
}
