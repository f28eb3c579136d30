package io.conteur.messaging;

import io.conteur.events.wire.Topic;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The Kafka properties that all consumers of this module share. */
public final class ConsumerSettings {
    private ConsumerSettings() {}

    /**
     * Properties of a consumer of raw bytes without auto-commit.
     *
     * @param client connection settings of a Kafka client
     * @return a new map, to be added to
     */
    public static Map<String, Object> of(Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        settings.put(
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // Requests from before the first start of the service count too.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Without records of aborted transactions.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // Bounds what the client buffers of all partitions together.
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 * Topic.MAX_RECORD_BYTES);
        return settings;
    }
}
