package io.conteur.systemtests;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.Cluster;
import org.jspecify.annotations.Nullable;

/** How different clients choose a partition for a key. Without one, all choose at random. */
final class Partitioners {
    private Partitioners() {}

    abstract static class ByKey implements Partitioner {
        @Override
        public int partition(
                String topic,
                Object key,
                byte @Nullable [] keyBytes,
                Object value,
                byte[] valueBytes,
                Cluster cluster) {
            int count = cluster.partitionCountForTopic(topic);
            return keyBytes == null
                    ? ThreadLocalRandom.current().nextInt(count)
                    : choose(keyBytes, count);
        }

        abstract int choose(byte[] key, int count);

        @Override
        public void configure(Map<String, ?> settings) {}

        @Override
        public void close() {}
    }

    /** As clients in Java do. */
    public static final class Murmur2 extends ByKey {
        @Override
        int choose(byte[] key, int count) {
            return BuiltInPartitioner.partitionForKey(key, count);
        }
    }

    /** As librdkafka does. */
    public static final class Crc32 extends ByKey {
        @Override
        int choose(byte[] key, int count) {
            CRC32 sum = new CRC32();
            sum.update(key);
            return (int) (sum.getValue() % count);
        }
    }

    /** As somebody does who has a rule of their own. */
    public static final class Explicit extends ByKey {
        @Override
        int choose(byte[] key, int count) {
            return Math.floorMod(key[key.length - 1] + key.length, count);
        }
    }
}
