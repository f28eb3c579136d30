package io.conteur.messaging;

import io.conteur.embeddedkafka.BrokerOptions;
import io.conteur.embeddedkafka.EmbeddedBroker;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A broker that can be stopped and restarted, with operations on its topics. */
public final class TestBroker implements AutoCloseable {
    private final Path directory;
    private EmbeddedBroker broker;

    public TestBroker(Path directory) throws IOException {
        this.directory = directory;
        this.broker = EmbeddedBroker.start(directory, 0, BrokerOptions.standard());
    }

    public Map<String, Object> client() {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    public void stop() {
        broker.close();
    }

    /** Restarts it with the same port and data. */
    public void startAgain() throws IOException {
        String servers = broker.bootstrapServers();
        int port = Integer.parseInt(servers.substring(servers.lastIndexOf(':') + 1));
        broker = EmbeddedBroker.start(directory, port, BrokerOptions.standard());
    }

    public void create(Topic<?> topic, Map<String, String> configuration) {
        admin(
                admin ->
                        admin.createTopics(
                                        List.of(
                                                new NewTopic(
                                                                topic.name(),
                                                                topic.partitions(),
                                                                (short) 1)
                                                        .configs(configuration)))
                                .all());
    }

    public void createDeadLetters(Topic<?> topic) {
        admin(
                admin ->
                        admin.createTopics(
                                        List.of(
                                                new NewTopic(topic.deadLetterName(), 1, (short) 1)
                                                        .configs(topic.deadLetterConfiguration())))
                                .all());
    }

    public void delete(Topic<?> topic) {
        admin(admin -> admin.deleteTopics(List.of(topic.name())).all());
    }

    public void grow(Topic<?> topic, int partitions) {
        admin(
                admin ->
                        admin.createPartitions(
                                        Map.of(topic.name(), NewPartitions.increaseTo(partitions)))
                                .all());
    }

    public void send(ProducerRecord<byte[], byte[]> record) {
        send(List.of(record));
    }

    /** Returns once the broker has all records, in their order. */
    public void send(List<ProducerRecord<byte[], byte[]>> records) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                broker.bootstrapServers(),
                                "max.request.size",
                                Topic.MAX_RECORD_BYTES),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte @Nullable [] utf8(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    private interface Change {
        KafkaFuture<Void> in(Admin admin);
    }

    private void admin(Change change) {
        try (Admin admin = Admin.create(client())) {
            change.in(admin).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        broker.close();
    }
}
