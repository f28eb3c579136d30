package io.conteur.cli.kafka;

import io.conteur.events.InvalidEventException;
import io.conteur.events.wire.CloudEvent;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.EventFields;
import io.conteur.events.wire.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A record as it was read from a topic: an event, a tombstone, or what is neither. */
public record TopicRecord(ConsumerRecord<byte[], byte[]> source) {
    private static final String ID = "/id";

    public String topic() {
        return source.topic();
    }

    public int partition() {
        return source.partition();
    }

    public boolean keyed() {
        return source.key() != null;
    }

    /** The key as text; empty when there is none. */
    public String key() {
        return text(source.key());
    }

    /** The value as text; empty for a tombstone. */
    public String value() {
        return text(source.value());
    }

    public Instant time() {
        return Instant.ofEpochMilli(source.timestamp());
    }

    /** Whether it withdraws what was sent under its key. */
    public boolean tombstone() {
        return source.value() == null || source.value().length == 0;
    }

    /** A header's value as text; empty when there is none. */
    public String header(String name) {
        Header header = source.headers().lastHeader(name);
        return header == null ? "" : text(header.value());
    }

    /**
     * The event.
     *
     * @throws InvalidEventException when the value is not a valid event of the topic
     */
    public Record event() {
        if (topic().equals(Topic.PROMPTS.name())
                || topic().startsWith(Topic.PROMPTS.name() + ".")) {
            return EventCodec.decodePrompt(source.value());
        }
        Topic<?> topic =
                Topic.ALL.stream()
                        .filter(candidate -> candidate.name().equals(topic()))
                        .findFirst()
                        .orElseThrow();
        return (Record) EventCodec.decode(topic, source.value());
    }

    /** The event; empty for a tombstone and for what is not valid. */
    public Optional<Record> validEvent() {
        try {
            return tombstone() ? Optional.empty() : Optional.of(event());
        } catch (InvalidEventException e) {
            return Optional.empty();
        }
    }

    /** By which its services name it: its own id, the CloudEvents id, or the record's position. */
    public String id() {
        String own = tombstone() ? null : ownId();
        String wanted = own == null ? header(CloudEvent.ID) : own;
        return wanted.isEmpty()
                ? String.format(
                        Locale.ROOT,
                        "%s-%d-%d-%d",
                        topic(),
                        source.partition(),
                        source.offset(),
                        source.timestamp())
                : wanted;
    }

    private @Nullable String ownId() {
        try {
            return EventFields.read(source.value(), Set.of(ID)).get(ID);
        } catch (InvalidEventException e) {
            return null;
        }
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }
}
