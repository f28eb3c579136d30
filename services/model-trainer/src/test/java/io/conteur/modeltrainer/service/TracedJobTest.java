package io.conteur.modeltrainer.service;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.artifacts.ArtifactStore;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.TrainingRequestedBuilder;
import io.conteur.events.training.TrainingSettings;
import io.conteur.events.training.TrainingSettingsBuilder;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import io.conteur.modeltrainer.job.TestCorpus;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole service, over a real broker, asked by a client that traces. */
@QuarkusTest
class TracedJobTest {
    private static final List<Topic<?>> ANSWERS =
            List.of(Topic.PROGRESS, Topic.CHECKPOINTS, Topic.STORIES, Topic.TOKENIZER_REQUESTS);

    private final String id = UUID.randomUUID().toString();
    private final String trace = "00-" + id.replace("-", "") + "-";
    private final List<ConsumerRecord<byte[], byte[]>> heard = new ArrayList<>();

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @ConfigProperty(name = "conteur.artifacts.root")
    Path root;

    private KafkaProducer<byte[], byte[]> producer;
    private KafkaConsumer<byte[], byte[]> consumer;

    @BeforeEach
    void connect() {
        Map<String, Object> client = Map.of("bootstrap.servers", servers);
        producer =
                new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
        consumer =
                new KafkaConsumer<>(
                        client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                ANSWERS.stream().flatMap(topic -> partitions(topic.name()).stream()).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The broker creates a topic when it is first asked for it, but not at once. */
    private List<TopicPartition> partitions(String topic) {
        await().until(() -> !consumer.partitionsFor(topic).isEmpty());
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    @AfterEach
    void disconnect() {
        producer.close();
        consumer.close();
    }

    @Test
    void allThatAJobPublishesIsInItsRequestsTrace() throws Exception {
        TestCorpus tales = TestCorpus.in(ArtifactStore.at(root), id);
        send(Topic.TRAINING_REQUESTS, request(tales));
        await().atMost(KafkaClient.LIMIT)
                .until(() -> topicsOf(answers()).contains("tokenizer-requests"));

        send(Topic.TOKENIZERS, tales.trained(id, id));

        await().atMost(KafkaClient.LIMIT).until(() -> topicsOf(answers()).size() == ANSWERS.size());
        List<String> traceparents = answers().stream().map(this::traceparent).toList();
        assertTrue(traceparents.stream().allMatch(each -> each.startsWith(trace)));
        assertEquals(traceparents.size(), Set.copyOf(traceparents).size());
    }

    private TrainingRequested request(TestCorpus tales) {
        TrainingSettings settings =
                TrainingSettingsBuilder.builder()
                        .context(32)
                        .batch(2)
                        .checkpointEverySteps(1)
                        .build();
        return TrainingRequestedBuilder.builder()
                .model(id)
                .id(id)
                .corpus(tales.corpus())
                .size(TrainingRequested.Size.TINY)
                .vocabularySize(64)
                .steps(1)
                .settings(settings)
                .build();
    }

    private void send(Topic<?> topic, Record event) throws Exception {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic.name(), utf8(id), EventCodec.encode(event));
        record.headers().add("traceparent", utf8(trace + "b7ad6b7169203331-01"));
        producer.send(record).get();
    }

    /** All that was published of this job so far. */
    private List<ConsumerRecord<byte[], byte[]>> answers() {
        consumer.poll(Duration.ofMillis(100)).forEach(heard::add);
        return heard.stream().filter(each -> header(each, "ce_id").startsWith(id)).toList();
    }

    private static Set<String> topicsOf(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream()
                .map(each -> each.topic().substring("conteur.".length()))
                .collect(Collectors.toSet());
    }

    private String traceparent(ConsumerRecord<byte[], byte[]> record) {
        return header(record, "traceparent");
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
