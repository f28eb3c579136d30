package io.conteur.messaging;

import io.conteur.events.CloudEvent;
import io.conteur.events.TraceContext;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record somebody sent to a worker.
 *
 * @param key in UTF-8; null when the record has none
 * @param value empty for a tombstone
 * @param defaultId the request's id when the event itself names none: the CloudEvents id when it
 *     can be one, else the record's position, so that a redelivery has the same
 * @param trace the sender's, or a new one that a redelivery has as well
 */
public record Request(@Nullable String key, byte[] value, String defaultId, TraceContext trace) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** A request of a sender that traces nothing. */
    public Request(@Nullable String key, byte[] value, String defaultId) {
        this(key, value, defaultId, TraceContext.startedBy(defaultId));
    }

    /** Reads what every worker needs of a record. */
    public static Request of(ConsumerRecord<byte[], byte[]> record) {
        return new Request(
                record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
                record.value() == null ? new byte[0] : record.value(),
                id(record),
                trace(record));
    }

    /** The sender takes back what it asked for under this key. */
    public boolean tombstone() {
        return value.length == 0;
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        String id = text(record.headers().lastHeader(CloudEvent.ID));
        // Other producers' ids can be URNs and longer than a name may be.
        return ID.matcher(id).matches() ? id : position(record);
    }

    private static String position(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "-" + record.offset();
    }

    private static TraceContext trace(ConsumerRecord<byte[], byte[]> record) {
        return TraceContext.parse(all(record, TraceContext.PARENT), all(record, TraceContext.STATE))
                // Positions recur after a topic is made anew; times of arrival do not.
                .orElseGet(
                        () -> TraceContext.startedBy(position(record) + "@" + record.timestamp()));
    }

    /** Two parents are malformed when joined, and two states are one. */
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
