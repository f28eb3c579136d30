package io.conteur.cli.kafka;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.FailureMessages;
import io.conteur.events.wire.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * How far a consumer group is behind its topic.
 *
 * @param members of the group
 * @param records that the group has not committed
 */
public record GroupLag(int members, long records) {
    /** Of a service without a group. */
    public static final GroupLag NONE = new GroupLag(0, 0);

    /** Reads it from the broker; a group or topic that there is not counts as empty. */
    public static GroupLag of(BrokerAccess broker, String group, Topic<?> input) {
        int members = KafkaClients.groupMembers(broker, group).orElse(0);
        try (Admin admin = KafkaClients.admin(broker)) {
            Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, group);
            Map<TopicPartition, Long> ends = offsets(admin, input, OffsetSpec.latest());
            Map<TopicPartition, Long> starts = offsets(admin, input, OffsetSpec.earliest());
            long records = 0;
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                OffsetAndMetadata done = committed.get(end.getKey());
                long next = done == null ? starts.getOrDefault(end.getKey(), 0L) : done.offset();
                records += Math.max(0, end.getValue() - next);
            }
            return new GroupLag(members, records);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return new GroupLag(members, 0);
            }
            throw failure(input, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw failure(input, e);
        }
    }

    private static CommandFailedException failure(Topic<?> input, Throwable cause) {
        return new CommandFailedException(
                "the offsets of %s cannot be read: %s"
                        .formatted(input.name(), FailureMessages.message(cause)));
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
            throws ExecutionException, TimeoutException {
        try {
            return KafkaClients.result(
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw e;
        }
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Topic<?> input, OffsetSpec which)
            throws ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked =
                KafkaClients.result(admin.describeTopics(List.of(input.name())).allTopicNames())
                        .values()
                        .stream()
                        .flatMap(topic -> topic.partitions().stream())
                        .collect(
                                Collectors.toMap(
                                        found ->
                                                new TopicPartition(input.name(), found.partition()),
                                        found -> which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
                KafkaClients.result(admin.listOffsets(asked).all()).entrySet()) {
            offsets.put(found.getKey(), found.getValue().offset());
        }
        return offsets;
    }
}
