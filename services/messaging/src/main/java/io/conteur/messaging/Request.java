package io.conteur.messaging;

import io.conteur.events.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
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
 */
public record Request(@Nullable String key, byte[] value, String defaultId) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

    /** Reads what every worker needs of a record. */
    public static Request of(ConsumerRecord<byte[], byte[]> record) {
        return new Request(
                record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
                record.value() == null ? new byte[0] : record.value(),
                id(record));
    }

    /** The sender takes back what it asked for under this key. */
    public boolean tombstone() {
        return value.length == 0;
    }

    private static String id(ConsumerRecord<byte[], byte[]> record) {
        String id = text(record.headers().lastHeader(CloudEvent.ID));
        // Other producers' ids can be URNs and longer than a name may be.
        return ID.matcher(id).matches()
                ? id
                : record.topic() + "-" + record.partition() + "-" + record.offset();
    }

    private static String text(@Nullable Header header) {
        return header == null || header.value() == null
                ? ""
                : new String(header.value(), StandardCharsets.UTF_8);
    }
}
