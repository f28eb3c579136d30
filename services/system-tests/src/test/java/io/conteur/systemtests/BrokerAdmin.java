package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;

import io.conteur.events.wire.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/** What an operator does with topics and asks about groups. */
public final class BrokerAdmin implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Admin admin;

    BrokerAdmin(String bootstrap) {
        admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
    }

    /**
     * Creates every topic that is there when the system is.
     *
     * @param coPartitions partitions of prompts, stories and parts
     */
    void createTopics(int coPartitions) throws ExecutionException, InterruptedException {
        admin.createTopics(topics(coPartitions)).all().get();
    }

    /** Every topic that is there when the system is. */
    public static List<NewTopic> topics(int coPartitions) {
        return Stream.concat(
                        Topic.ALL.stream().map(topic -> Stage.newTopic(topic, coPartitions)),
                        Topic.INPUTS.stream().map(Stage::deadLetters))
                .toList();
    }

    /** Deletes a topic with all its records, and makes it anew without any. */
    void recreate(NewTopic topic) throws ExecutionException, InterruptedException {
        admin.deleteTopics(List.of(topic.name())).all().get();
        await().atMost(LIMIT).until(() -> !admin.listTopics().names().get().contains(topic.name()));
        admin.createTopics(List.of(topic)).all().get();
    }

    void setPartitions(Topic<?> topic, int count) throws ExecutionException, InterruptedException {
        admin.createPartitions(Map.of(topic.name(), NewPartitions.increaseTo(count))).all().get();
    }

    /** Sets a number of partitions, after an outage if there is one. */
    void growTo(Topic<?> topic, int count) {
        await().atMost(LIMIT)
                .ignoreExceptions()
                .until(
                        () -> {
                            if (partitions(topic) < count) {
                                setPartitions(topic, count);
                            }
                            return partitions(topic) == count;
                        });
    }

    private int partitions(Topic<?> topic) throws ExecutionException, InterruptedException {
        return admin.describeTopics(List.of(topic.name()))
                .allTopicNames()
                .get()
                .get(topic.name())
                .partitions()
                .size();
    }

    /** Deletes the records before an offset. */
    void deleteBefore(TopicPartition partition, long offset)
            throws ExecutionException, InterruptedException {
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(offset))).all().get();
    }

    /** Bytes that a batch of the topic may have. */
    int limit(Topic<?> topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        return Integer.parseInt(
                admin.describeConfigs(List.of(resource))
                        .all()
                        .get()
                        .get(resource)
                        .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG)
                        .value());
    }

    /** Records of an input that its service has not done with. */
    long lag(Input input) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> done =
                admin.listConsumerGroupOffsets(input.service())
                        .partitionsToOffsetAndMetadata()
                        .get();
        Map<TopicPartition, Long> starts = offsets(input, OffsetSpec.earliest());
        return offsets(input, OffsetSpec.latest()).entrySet().stream()
                .mapToLong(
                        end -> {
                            OffsetAndMetadata committed = done.get(end.getKey());
                            return end.getValue()
                                    - (committed == null
                                            ? starts.get(end.getKey())
                                            : committed.offset());
                        })
                .sum();
    }

    /** Whether a group is at rest and has one member. */
    boolean hasOneMember(String group) throws ExecutionException, InterruptedException {
        ConsumerGroupDescription description =
                admin.describeConsumerGroups(List.of(group)).all().get().get(group);
        return description.groupState() == GroupState.STABLE && description.members().size() == 1;
    }

    private Map<TopicPartition, Long> offsets(Input input, OffsetSpec which)
            throws ExecutionException, InterruptedException {
        String topic = input.topic().name();
        int partitions = partitions(input.topic());
        Map<TopicPartition, OffsetSpec> wanted =
                IntStream.range(0, partitions)
                        .mapToObj(number -> new TopicPartition(topic, number))
                        .collect(Collectors.toMap(partition -> partition, partition -> which));
        Map<TopicPartition, ListOffsetsResultInfo> found = admin.listOffsets(wanted).all().get();
        return found.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    @Override
    public void close() {
        admin.close();
    }
}
