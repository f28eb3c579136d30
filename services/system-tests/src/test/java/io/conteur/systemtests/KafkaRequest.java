package io.conteur.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/** A record for an input topic, as any client may send it: every field may be missing or odd. */
record KafkaRequest(byte @Nullable [] key, byte @Nullable [] value, List<Header> headers) {
    KafkaRequest {
        headers = List.copyOf(headers);
    }

    static KafkaRequest of(@Nullable String key, String value) {
        return new KafkaRequest(
                key == null ? null : key.getBytes(UTF_8), value.getBytes(UTF_8), List.of());
    }

    /** Cancels what was sent under the key. */
    static KafkaRequest tombstone(byte[] key) {
        return new KafkaRequest(key, null, List.of());
    }

    KafkaRequest withKey(byte @Nullable [] other) {
        return new KafkaRequest(other, value, headers);
    }

    KafkaRequest withHeaders(List<Header> others) {
        return new KafkaRequest(key, value, others);
    }

    static Header header(String name, @Nullable String value) {
        return new RecordHeader(name, value == null ? null : value.getBytes(UTF_8));
    }

    /** For the partition that its key, if any, leads to. */
    ProducerRecord<byte[], byte[]> to(String topic) {
        return new ProducerRecord<>(topic, null, key, value, headers);
    }

    ProducerRecord<byte[], byte[]> to(String topic, int partition) {
        return new ProducerRecord<>(topic, partition, key, value, headers);
    }
}
