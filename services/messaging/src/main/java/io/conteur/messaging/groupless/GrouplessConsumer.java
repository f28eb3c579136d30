package io.conteur.messaging.groupless;

import io.conteur.events.wire.Topic;
import io.conteur.messaging.ConsumerSettings;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** What the consumers that belong to no consumer group have in common. */
public final class GrouplessConsumer {
    /** How soon partitions are found that were added to a topic. */
    static final Duration DISCOVERY_INTERVAL = Duration.ofSeconds(5);

    /** Limit of the calls that wait for a topic which has been deleted. */
    static final Duration API_TIMEOUT = Duration.ofSeconds(10);

    static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(GrouplessConsumer.class);

    private GrouplessConsumer() {}

    /**
     * Properties of a consumer that partitions are assigned to by its owner.
     *
     * @param client connection settings of a Kafka client
     * @return a new map, to be added to
     */
    public static Map<String, Object> settings(Map<String, Object> client) {
        Map<String, Object> settings = ConsumerSettings.of(client);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topic.MAX_RECORD_BYTES);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) API_TIMEOUT.toMillis());
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, DISCOVERY_INTERVAL.toMillis());
        return settings;
    }

    /** Closes a consumer, which may be in any state. */
    public static void close(KafkaConsumer<byte[], byte[]> opened) {
        try {
            opened.close(CloseOptions.timeout(CLOSE_LIMIT));
        } catch (KafkaException e) {
            LOG.debug("a consumer was not closed in order", e);
        }
    }
}
