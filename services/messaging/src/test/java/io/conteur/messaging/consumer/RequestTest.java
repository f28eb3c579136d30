package io.conteur.messaging.consumer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.EventChecks;
import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.PromptPool;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.TraceContext;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
    private static final String POSITION = "conteur.prompts-3-42-1764400000000";

    @Test
    void holdsTheRecordsKeyAndValue() {
        Request request = Request.of(record("clé", "a door"));

        assertEquals(RecordKey.of("clé"), request.key());
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
    void thePositionInTheTopicOfTheLongestPoolIsAnId() {
        String topic = new PromptPool("x".repeat(40)).topic().name();
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>(
                        topic,
                        9_999,
                        1_000_000_000_000L,
                        1764400000000L,
                        TimestampType.CREATE_TIME,
                        -1,
                        -1,
                        null,
                        utf8("a door"),
                        new RecordHeaders(),
                        Optional.empty());

        EventChecks.name(Request.of(record).defaultId(), "/id");
    }

    @Test
    void isNamedByItsPosition() {
        assertEquals(POSITION, Request.of(record("a", "a door")).defaultId());
    }

    @Test
    void theSamePlaceOfATopicThatWasCreatedAnewIsAnotherRequest() {
        Request first = Request.of(record("a", "a door", 1));
        Request second = Request.of(record("a", "a door", 2));

        assertNotEquals(first.defaultId(), second.defaultId());
    }

    @Test
    void aKeyIsBytes() {
        byte[] key = {(byte) 0xff, (byte) 0xfe};
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("conteur.prompts", 3, 42, key, utf8("a door"));

        assertArrayEquals(key, Request.of(record).key().bytes());
    }

    @Test
    void aKeyThatAnAnswerCouldNotBearIsRefused() {
        assertThrows(
                InvalidEventException.class,
                () -> Request.of(record("k".repeat(Request.MAX_KEY_BYTES + 1), "a door")));
    }

    @Test
    void isReadFromAStructuredCloudEvent() {
        String attributes =
                "{\"specversion\":\"1.0\",\"id\":\"s1\",\"type\":\"t\",\"source\":\"/s\"";
        ConsumerRecord<byte[], byte[]> record =
                record("a", attributes + ",\"data\":{\"prompt\":\"hello\"}}");
        record.headers().add("content-type", utf8("application/cloudevents+json; charset=UTF-8"));

        Request request = Request.of(record);

        assertEquals("s1", request.defaultId());
        assertArrayEquals(utf8("{\"prompt\":\"hello\"}"), request.value());
    }

    @Test
    void whatIsAnnouncedAsAStructuredCloudEventMustBeOne() {
        ConsumerRecord<byte[], byte[]> record = record("a", "a door");
        record.headers().add("content-type", utf8("application/cloudevents-batch+json"));

        assertThrows(InvalidEventException.class, () -> Request.of(record));
    }

    @Test
    void oddCloudEventsHeadersLeaveARecordAsItIs() {
        ConsumerRecord<byte[], byte[]> record = record(null, "a door");
        record.headers().add("ce_specversion", utf8("1.0"));
        record.headers().add("ce_id", null);
        record.headers().add("ce_time", utf8("not a time"));
        record.headers().add("ce_source", utf8("::not a uri %%"));
        record.headers().add("ce_dataschema", utf8("::%% bad"));
        record.headers().add("content-type", null);

        assertArrayEquals(utf8("a door"), Request.of(record).value());
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
        return record(key, value, 1_764_400_000_000L);
    }

    private static ConsumerRecord<byte[], byte[]> record(
            @Nullable String key, @Nullable String value, long timestamp) {
        return new ConsumerRecord<>(
                "conteur.prompts",
                3,
                42,
                timestamp,
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                utf8(key),
                utf8(value),
                new RecordHeaders(),
                Optional.empty());
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
