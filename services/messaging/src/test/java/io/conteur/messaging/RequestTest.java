package io.conteur.messaging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.TraceContext;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
    private static final String POSITION = "conteur.prompts-3-42";

    @Test
    void holdsTheRecordsKeyAndValue() {
        Request request = Request.of(record("clé", "a door"));

        assertEquals("clé", request.key());
        assertArrayEquals(utf8("a door"), request.value());
        assertFalse(request.tombstone());
    }

    @Test
    void aRecordNeedsNoKey() {
        assertNull(Request.of(record(null, "a door")).key());
    }

    @Test
    void noValueAndAnEmptyOneAreTombstones() {
        assertTrue(Request.of(record("a", null)).tombstone());
        assertTrue(Request.of(record("a", "")).tombstone());
    }

    @Test
    void isNamedByItsPosition() {
        assertEquals(POSITION, Request.of(record("a", "a door")).defaultId());
    }

    @Test
    void isNamedByItsCloudEventsId() {
        assertEquals("door-1", Request.of(record("door-1")).defaultId());
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "urn:uuid:2f1c", "two words", "../../etc"})
    void aCloudEventsIdThatIsNoNameIsPassedOver(@Nullable String id) {
        assertEquals(POSITION, Request.of(record(id)).defaultId());
    }

    @Test
    void belongsToItsSendersTrace() {
        ConsumerRecord<byte[], byte[]> record = record("a", "a door");
        record.headers().add("traceparent", utf8("00-" + "ab".repeat(16) + "-b7ad6b7169203331-01"));
        record.headers().add("tracestate", utf8("rojo=1"));
        record.headers().add("tracestate", utf8("congo=2"));

        TraceContext trace = Request.of(record).trace();

        assertEquals(new TraceContext("ab".repeat(16), "01", "rojo=1,congo=2"), trace);
    }

    @Test
    void startsATraceThatItsRedeliveryIsInToo() {
        ConsumerRecord<byte[], byte[]> malformed = record("a", "a door");
        malformed.headers().add("traceparent", utf8("00-1-2-3"));
        malformed.headers().add("tracestate", utf8("rojo=1"));

        TraceContext trace = Request.of(malformed).trace();

        assertNull(trace.state());
        assertEquals(trace, Request.of(malformed).trace());
        assertEquals(trace, Request.of(record("a", "a door")).trace());
    }

    private static ConsumerRecord<byte[], byte[]> record(
            @Nullable String key, @Nullable String value) {
        return new ConsumerRecord<>("conteur.prompts", 3, 42, utf8(key), utf8(value));
    }

    private static ConsumerRecord<byte[], byte[]> record(@Nullable String id) {
        ConsumerRecord<byte[], byte[]> record = record("a", "a door");
        record.headers().add("ce_id", utf8(id));
        return record;
    }

    private static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
