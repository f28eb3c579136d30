package io.conteur.systemtests.containers;

import io.conteur.events.training.Progressed;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Waits for the end of the one training of a cluster. */
final class TrainingEnd {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(200);

    private TrainingEnd() {}

    /** The last event of the model's training. */
    static Progressed await(String bootstrap) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", bootstrap),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topic.PROGRESS.name()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            return Awaitility.await()
                    .atMost(LIMIT)
                    .pollInSameThread()
                    .until(() -> poll(consumer), Objects::nonNull);
        }
    }

    private static @Nullable Progressed poll(KafkaConsumer<byte[], byte[]> consumer) {
        return StreamSupport.stream(consumer.poll(POLL).spliterator(), false)
                .map(record -> EventCodec.decode(Topic.PROGRESS, record.value()))
                .filter(event -> event.work() == Progressed.Work.MODEL)
                .filter(event -> event.state().terminal())
                .findFirst()
                .orElse(null);
    }
}
