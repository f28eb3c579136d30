package io.conteur.embeddedkafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A minimal Kafka client. */
record Client(String bootstrapServers) {
    private Map<String, Object> settings(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("bootstrap.servers", bootstrapServers);
        return settings;
    }

    private KafkaProducer<String, String> producer(Map<String, Object> more) {
        Map<String, Object> settings = settings(more);
        settings.put("acks", "all");
        settings.put("max.block.ms", "3000");
        settings.put("max.request.size", "4000000");
        return new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    void send(String topic, String... values) throws Exception {
        try (KafkaProducer<String, String> producer = producer(Map.of())) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, "key", value)).get();
            }
        }
    }

    void sendInTransaction(String topic, String value, boolean commit) throws Exception {
        try (KafkaProducer<String, String> producer = producer(Map.of("transactional.id", "t"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, "key", value)).get();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    /** Registers a producer whose transactions may be open for this time. */
    void beginTransactions(int timeoutMillis) {
        Map<String, Object> settings =
                Map.of("transactional.id", "t", "transaction.timeout.ms", timeoutMillis);
        try (KafkaProducer<String, String> producer = producer(settings)) {
            producer.initTransactions();
        }
    }

    /** The first {@code count} committed values of a topic's only partition. */
    List<String> read(String topic, int count) {
        Map<String, Object> settings =
                settings(
                        Map.of(
                                "auto.offset.reset",
                                "earliest",
                                "isolation.level",
                                "read_committed"));
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(new TopicPartition(topic, 0)));
            List<String> values = new ArrayList<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (values.size() < count && System.nanoTime() < deadline) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }

    void createTopic(String topic, Map<String, String> configs) throws Exception {
        try (Admin admin = Admin.create(settings(Map.of()))) {
            NewTopic created = new NewTopic(topic, 1, (short) 1).configs(configs);
            admin.createTopics(List.of(created)).all().get();
        }
    }

    String clusterId() throws Exception {
        try (Admin admin = Admin.create(settings(Map.of()))) {
            return admin.describeCluster().clusterId().get();
        }
    }

    List<String> topics() throws Exception {
        try (Admin admin = Admin.create(settings(Map.of()))) {
            return List.copyOf(admin.listTopics().names().get());
        }
    }
}
