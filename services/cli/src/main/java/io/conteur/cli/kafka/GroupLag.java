package io.conteur.cli.kafka;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.FailureMessages;
import io.conteur.events.wire.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
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
        try (Admin admin = KafkaClients.admin(broker)) {
            int members = KafkaClients.groupMembers(admin, group).orElse(0);
            return new GroupLag(members, records(admin, group, input));
        } catch (GroupAuthorizationException e) {
            throw failure(input, e);
        }
    }

    private static long records(Admin admin, String group, Topic<?> input) {
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = committed(admin, group);
            Set<TopicPartition> partitions = partitions(admin, input);
            Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
            Map<TopicPartition, Long> starts = offsets(admin, partitions, OffsetSpec.earliest());
            long records = 0;
            for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
                OffsetAndMetadata done = committed.get(end.getKey());
                long next = done == null ? starts.getOrDefault(end.getKey(), 0L) : done.offset();
                records += Math.max(0, end.getValue() - next);
            }
            return records;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return 0;
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

    private static Set<TopicPartition> partitions(Admin admin, Topic<?> input)
            throws ExecutionException, TimeoutException {
        return KafkaClients.result(admin.describeTopics(List.of(input.name())).allTopicNames())
                .values()
                .stream()
                .flatMap(topic -> topic.partitions().stream())
                .map(found -> new TopicPartition(input.name(), found.partition()))
                .collect(Collectors.toSet());
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Set<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, TimeoutException {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(each -> each, each -> which));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (Map.Entry<TopicPartition, ListOffsetsResultInfo> found :
                KafkaClients.result(admin.listOffsets(asked).all()).entrySet()) {
            offsets.put(found.getKey(), found.getValue().offset());
        }
        return offsets;
    }
}
