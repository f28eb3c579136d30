package io.conteur.cli.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

/** Which partitions of a topic are read. */
@FunctionalInterface
public interface PartitionChoice {
    /**
     * Whether a partition is read.
     *
     * @param count partitions of the topic
     */
    boolean includes(int partition, int count);

    /** All partitions. */
    static PartitionChoice all() {
        return (partition, count) -> true;
    }

    /** One partition by its number. */
    static PartitionChoice of(int number) {
        return (partition, count) -> partition == number;
    }

    /**
     * The partition that Kafka's default partitioner chooses for a key: murmur2, as clients in Java
     * do. Clients of librdkafka choose by CRC-32 unless configured otherwise.
     */
    static PartitionChoice ofKey(String key) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        return (partition, count) -> partition == BuiltInPartitioner.partitionForKey(bytes, count);
    }
}
