package io.conteur.console.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.conteur.events.wire.CloudEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** What a record must have to be found: this text as its key, or as its event's id. */
public final class RecordQuery {
    private static final JsonMapper JSON = new JsonMapper();

    private final String text;
    private final byte[] bytes;

    public RecordQuery(String text) {
        this.text = text;
        this.bytes = text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the record's key, CloudEvents id, position or its value's {@code id} is the text. */
    boolean matches(ConsumerRecord<byte[], byte[]> record) {
        return Arrays.equals(bytes, record.key())
                || isCloudEventsId(record)
                || text.startsWith(position(record))
                || isId(record.value());
    }

    private boolean isCloudEventsId(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(CloudEvent.ID);
        return header != null && Arrays.equals(bytes, header.value());
    }

    /** How the id of a request begins that has none of its own. */
    private static String position(ConsumerRecord<byte[], byte[]> record) {
        return record.topic() + "-" + record.partition() + "-" + record.offset() + "-";
    }

    /** Parses only values that contain the text. */
    private boolean isId(byte[] value) {
        if (value == null || !contains(value)) {
            return false;
        }
        try {
            JsonNode tree = JSON.readTree(value);
            return tree != null && text.equals(tree.path("id").textValue());
        } catch (IOException e) {
            return false;
        }
    }

    private boolean contains(byte[] value) {
        for (int start = 0; start + bytes.length <= value.length; start++) {
            if (Arrays.equals(value, start, start + bytes.length, bytes, 0, bytes.length)) {
                return true;
            }
        }
        return false;
    }
}
