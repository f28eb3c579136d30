package io.conteur.embeddedkafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import kafka.server.KafkaConfig;

/**
 * The settings of a broker.
 *
 * @param overrides Kafka broker properties that override the laptop-sized defaults
 */
public record BrokerOptions(Map<String, String> overrides) {
    /** Laptop-sized defaults; Kafka's own are for machines with many CPUs and disks. */
    private static final Map<String, String> LAPTOP =
            Map.ofEntries(
                    Map.entry("num.network.threads", "1"),
                    Map.entry("num.io.threads", "2"),
                    Map.entry("background.threads", "2"),
                    Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
                    Map.entry("log.index.size.max.bytes", "1048576"),
                    // Log recovery after a crash reads the newest segment of every partition.
                    Map.entry("log.segment.bytes", "16777216"),
                    Map.entry("num.recovery.threads.per.data.dir", recoveryThreads()),
                    Map.entry("num.partitions", "1"),
                    Map.entry("offsets.topic.num.partitions", "1"),
                    Map.entry("offsets.topic.replication.factor", "1"),
                    Map.entry("transaction.state.log.num.partitions", "1"),
                    Map.entry("transaction.state.log.replication.factor", "1"),
                    Map.entry("transaction.state.log.min.isr", "1"),
                    // An open transaction of any client holds back who reads committed records.
                    Map.entry("transaction.max.timeout.ms", "60000"),
                    Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                    Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                    Map.entry("share.coordinator.state.topic.min.isr", "1"),
                    Map.entry("group.initial.rebalance.delay.ms", "0"),
                    // After a crash the node can register again once its old session has expired. A
                    // node whose heartbeat is late, on a busy machine, is fenced until its next
                    // heartbeat; clients retry and no data is lost.
                    Map.entry("broker.session.timeout.ms", "3000"),
                    Map.entry("broker.heartbeat.interval.ms", "500"),
                    // How long the partitions of a crashed consumer stay unassigned.
                    Map.entry("group.consumer.session.timeout.ms", "10000"),
                    Map.entry("group.consumer.min.session.timeout.ms", "6000"),
                    Map.entry("group.consumer.heartbeat.interval.ms", "2000"),
                    Map.entry("group.consumer.min.heartbeat.interval.ms", "1000"),
                    // Records of up to 1 MiB, Kafka's default; the second bounds what one request
                    // makes the broker allocate.
                    Map.entry("message.max.bytes", "1048588"),
                    Map.entry("socket.request.max.bytes", "8388608"));

    private static String recoveryThreads() {
        return Integer.toString(Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    public BrokerOptions {
        overrides = Map.copyOf(overrides);
    }

    /** Topics must be created explicitly, so that a misspelt name is an error. */
    public static BrokerOptions standard() {
        return new BrokerOptions(Map.of("auto.create.topics.enable", "false"));
    }

    /** For development and tests: topics are created on first use. */
    public static BrokerOptions creatingTopics() {
        return new BrokerOptions(Map.of("auto.create.topics.enable", "true"));
    }

    /** A copy of these options with one more Kafka broker property. */
    public BrokerOptions with(String property, String value) {
        Map<String, String> more = new HashMap<>(overrides);
        more.put(property, value);
        return new BrokerOptions(more);
    }

    KafkaConfig toConfig(Path logs, int port, int controllerPort) {
        Map<String, String> properties = new HashMap<>(LAPTOP);
        properties.putAll(node(logs, port, controllerPort));
        properties.putAll(overrides);
        return new KafkaConfig(properties, false);
    }

    private static Map<String, String> node(Path logs, int port, int controllerPort) {
        String broker = "PLAINTEXT://localhost:" + port;
        return Map.of(
                "process.roles",
                "broker,controller",
                "node.id",
                Integer.toString(DataDirectory.NODE_ID),
                "listeners",
                broker + ",CONTROLLER://localhost:" + controllerPort,
                "advertised.listeners",
                broker,
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "controller.listener.names",
                "CONTROLLER",
                "controller.quorum.voters",
                DataDirectory.NODE_ID + "@localhost:" + controllerPort,
                "log.dirs",
                logs.toString());
    }
}
