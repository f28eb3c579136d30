package io.conteur.cli.kafka;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.FailureMessages;
import io.conteur.events.wire.Topic;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates and configures the topics of {@link Topic} and their dead-letter topics. */
public final class TopicProvisioner {
    private static final short REPLICAS = 1;

    private TopicProvisioner() {}

    /**
     * Creates missing topics and sets the configuration of existing ones. The topics of {@link
     * Topic#CO_PARTITIONED} have the same number of partitions afterwards.
     *
     * @param partitions their number; empty for that of existing topics, or else the default
     */
    public static void create(BrokerAccess broker, OptionalInt partitions) {
        try (Admin admin = KafkaClients.admin(broker)) {
            int coPartitions = coPartitions(admin, partitions);
            List<NewTopic> wanted =
                    Stream.concat(
                                    Topic.ALL.stream().map(topic -> of(topic, coPartitions)),
                                    Topic.INPUTS.stream().map(TopicProvisioner::deadLettersOf))
                            .toList();
            admin.createTopics(wanted).values().values().forEach(TopicProvisioner::await);
            addPartitions(admin, coPartitions);
            admin.incrementalAlterConfigs(
                            wanted.stream()
                                    .collect(
                                            Collectors.toMap(
                                                    TopicProvisioner::resource,
                                                    TopicProvisioner::settings)))
                    .values()
                    .values()
                    .forEach(TopicProvisioner::await);
        }
    }

    private static int coPartitions(Admin admin, OptionalInt asked) {
        Map<String, Integer> existing = existing(admin);
        int most = existing.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        if (asked.isPresent() && asked.getAsInt() < most) {
            throw new CommandFailedException(
                    "there are %d partitions already, and Kafka removes none: ask for %d or more, or choose another data directory"
                            .formatted(most, most));
        }
        return asked.orElse(most == 0 ? Topic.PROMPTS.partitions() : most);
    }

    private static void addPartitions(Admin admin, int partitions) {
        Map<String, Integer> existing = existing(admin);
        for (Topic<?> topic : Topic.CO_PARTITIONED) {
            if (existing.getOrDefault(topic.name(), partitions) < partitions) {
                await(
                        admin.createPartitions(
                                        Map.of(topic.name(), NewPartitions.increaseTo(partitions)))
                                .all());
            }
        }
    }

    /** Partitions of those topics of {@link Topic#CO_PARTITIONED} that exist. */
    private static Map<String, Integer> existing(Admin admin) {
        Map<String, Integer> counts = new HashMap<>();
        admin.describeTopics(Topic.CO_PARTITIONED.stream().map(Topic::name).toList())
                .topicNameValues()
                .forEach(
                        (name, description) ->
                                partitions(description)
                                        .ifPresent(count -> counts.put(name, count)));
        return counts;
    }

    private static OptionalInt partitions(KafkaFuture<TopicDescription> description) {
        try {
            return OptionalInt.of(description.get().partitions().size());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return OptionalInt.empty();
            }
            throw new CommandFailedException(
                    "the topics cannot be read: " + FailureMessages.message(e.getCause()));
        }
    }

    private static ConfigResource resource(NewTopic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    }

    private static Collection<AlterConfigOp> settings(NewTopic topic) {
        return topic.configs().entrySet().stream()
                .map(entry -> new ConfigEntry(entry.getKey(), entry.getValue()))
                .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
                .toList();
    }

    private static void await(KafkaFuture<Void> change) {
        try {
            change.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new CommandFailedException(
                        "the topics cannot be created: " + FailureMessages.message(e.getCause()));
            }
        }
    }

    private static NewTopic of(Topic<?> topic, int coPartitions) {
        int partitions = Topic.CO_PARTITIONED.contains(topic) ? coPartitions : topic.partitions();
        return new NewTopic(topic.name(), partitions, REPLICAS).configs(topic.configuration());
    }

    private static NewTopic deadLettersOf(Topic<?> input) {
        return new NewTopic(input.deadLetterName(), 1, REPLICAS)
                .configs(input.deadLetterConfiguration());
    }
}
