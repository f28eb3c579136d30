package io.conteur.messaging.consumer;

import static org.awaitility.Awaitility.await;

import io.conteur.events.story.PromptSubmitted;
import io.conteur.events.wire.Topic;
import io.conteur.messaging.TestBroker;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who scales by a group's lag must see none once every record is acknowledged. */
@Timeout(600)
class CommittedOffsetsTest {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String GROUP = "group";
    private static final Topic<PromptSubmitted> TOPIC =
            new Topic<>("prompts", PromptSubmitted.class, 1, false);
    private static final TopicPartition PARTITION = new TopicPartition("prompts", 0);
    private static final ProducerRecord<byte[], byte[]> RECORD =
            new ProducerRecord<>("prompts", TestBroker.utf8("k"), TestBroker.utf8("{}"));

    private static final class AcknowledgingHandler implements RequestHandler {
        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public void take(ReceivedRequest request) {
            request.acknowledgement().run();
        }
    }

    @TempDir Path directory;
    private TestBroker broker;
    private Admin admin;

    @BeforeEach
    void start() throws IOException {
        broker = new TestBroker(directory);
        admin = Admin.create(broker.client());
        broker.create(TOPIC, Map.of());
    }

    @AfterEach
    void stop() {
        admin.close();
        broker.close();
    }

    @Test
    void whatEndsATransactionIsNoLag() {
        sendInTransaction();

        consumeUntilThereIsNoLag(2);
    }

    @Test
    void whatWasDeletedBeforeAnybodyReadItIsNoLag() throws Exception {
        broker.send(RECORD);
        admin.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(1))).all().get();

        consumeUntilThereIsNoLag(1);
    }

    private void sendInTransaction() {
        Map<String, Object> settings = new HashMap<>(broker.client());
        settings.put("transactional.id", "sender");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(RECORD);
            producer.commitTransaction();
        }
    }

    private void consumeUntilThereIsNoLag(long end) {
        try (RequestConsumer consumer =
                new RequestConsumer(
                        broker.client(),
                        new RequestConsumer.Subscription(
                                TOPIC, GROUP, 10, Map.of(), new GroupMembership()),
                        new AcknowledgingHandler())) {
            consumer.start();
            await().atMost(LIMIT).until(() -> end() == end && committed() == end);
        }
    }

    private long end() throws Exception {
        return admin.listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                .partitionResult(PARTITION)
                .get()
                .offset();
    }

    /** -1 without one. */
    private long committed() throws Exception {
        OffsetAndMetadata offset =
                admin.listConsumerGroupOffsets(GROUP)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(PARTITION);
        return offset == null ? -1 : offset.offset();
    }
}
