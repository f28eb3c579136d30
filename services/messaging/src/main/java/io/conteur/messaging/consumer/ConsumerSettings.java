package io.conteur.messaging.consumer;

import io.conteur.events.wire.Topic;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What every consumer of this module has in common. */
final class ConsumerSettings {
    private ConsumerSettings() {}

    /**
     * The properties of a consumer of raw bytes that commits nothing by itself.
     *
     * @param client connection settings of a Kafka client
     * @return a map that can be changed
     */
    static Map<String, Object> of(Map<String, Object> client) {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        settings.put(
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
                ByteArrayDeserializer.class.getName());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        // What was sent before the service first started counts too.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // Records of a transaction that was aborted were never sent.
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        // What the client holds at most of all partitions together.
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 * Topic.MAX_RECORD_BYTES);
        return settings;
    }
}
