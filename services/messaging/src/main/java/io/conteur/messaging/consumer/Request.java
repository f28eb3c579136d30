package io.conteur.messaging.consumer;

import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.CloudEvent;
import io.conteur.events.wire.RecordKey;
import io.conteur.events.wire.StructuredEvent;
import io.conteur.events.wire.TraceContext;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of an input topic, as a plain value or a CloudEvent in binary or structured mode. Of its
 * headers only content type, CloudEvents id and trace context are read.
 *
 * @param key null when the record has none
 * @param value empty for a tombstone
 * @param defaultId the request's id unless the event has one: the CloudEvents id if it is valid as
 *     one, else the record's position and time, so that a redelivery has the same
 * @param trace the sender's, or a new one, which is the same after a redelivery
 */
public record Request(@Nullable RecordKey key, byte[] value, String defaultId, TraceContext trace) {
    /** Answers have the key of their request, and a bounded record size. */
    static final int MAX_KEY_BYTES = 1 << 16;

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** A request without trace context. */
    public Request(@Nullable RecordKey key, byte[] value, String defaultId) {
        this(key, value, defaultId, TraceContext.startedBy(defaultId));
    }

    /**
     * Reads a record, in CloudEvents' binary or structured mode or without any CloudEvents header.
     *
     * @throws InvalidEventException when its key is too long, or its content type is that of a
     *     structured CloudEvent and the value is none
     */
    public static Request of(ConsumerRecord<byte[], byte[]> record) {
        RecordKey key = record.key() == null ? null : RecordKey.of(record.key());
        if (key != null && key.length() > MAX_KEY_BYTES) {
            throw new InvalidEventException(
                    "",
                    "must have a key of at most %d bytes, has one of %d"
                            .formatted(MAX_KEY_BYTES, key.length()));
        }
        byte[] value = record.value() == null ? new byte[0] : record.value();
        String contentType = text(record.headers().lastHeader(CloudEvent.CONTENT_TYPE));
        return value.length > 0 && StructuredEvent.announcedBy(contentType)
                ? structured(key, StructuredEvent.parse(contentType, value), record)
                : binary(key, value, record);
    }

    private static Request binary(
            @Nullable RecordKey key, byte[] value, ConsumerRecord<byte[], byte[]> record) {
        return new Request(
                key,
                value,
                id(text(record.headers().lastHeader(CloudEvent.ID)), record),
                trace(all(record, TraceContext.PARENT), all(record, TraceContext.STATE), record));
    }

    private static Request structured(
            @Nullable RecordKey key, StructuredEvent event, ConsumerRecord<byte[], byte[]> record) {
        String parent = event.traceparent();
        return new Request(
                key,
                event.data(),
                id(event.id(), record),
                parent == null
                        ? trace(
                                all(record, TraceContext.PARENT),
                                all(record, TraceContext.STATE),
                                record)
                        : trace(parent, event.tracestate(), record));
    }

    /** Whether it is a tombstone: the sender cancels its requests with this key. */
    public boolean tombstone() {
        return value.length == 0;
    }

    private static String id(String wanted, ConsumerRecord<byte[], byte[]> record) {
        // CloudEvents ids may be URNs, and longer than the ids of requests.
        return ID.matcher(wanted).matches() ? wanted : position(record);
    }

    /** With the time, because offsets start again when a topic is deleted and created anew. */
    private static String position(ConsumerRecord<byte[], byte[]> record) {
        return String.format(
                Locale.ROOT,
                "%s-%d-%d-%d",
                record.topic(),
                record.partition(),
                record.offset(),
                record.timestamp());
    }

    private static TraceContext trace(
            String parent, @Nullable String state, ConsumerRecord<byte[], byte[]> record) {
        return TraceContext.parse(parent, state)
                .orElseGet(() -> TraceContext.startedBy(position(record)));
    }

    /**
     * All values of a header: several tracestates may be joined, several traceparents are invalid.
     */
    private static String all(ConsumerRecord<byte[], byte[]> record, String name) {
        return StreamSupport.stream(record.headers().headers(name).spliterator(), false)
                .map(Request::text)
                .collect(Collectors.joining(","));
    }

    private static String text(@Nullable Header header) {
        return header == null || header.value() == null
                ? ""
                : new String(header.value(), StandardCharsets.UTF_8);
    }
}
