package io.conteur.cli.kafka;

import io.conteur.cli.common.CommandFailedException;
import io.conteur.cli.common.FailureMessages;
import io.conteur.events.wire.Topic;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates and configures the topics of {@link Topic} and their dead-letter topics. */
public final class TopicProvisioner {
    private static final short REPLICAS = 1;

    private TopicProvisioner() {}

    /** Creates missing topics and sets the configuration of existing ones. */
    public static void create(String bootstrap) {
        List<NewTopic> wanted =
                Stream.concat(
                                Topic.ALL.stream().map(TopicProvisioner::of),
                                Topic.INPUTS.stream().map(TopicProvisioner::deadLettersOf))
                        .toList();
        try (Admin admin = KafkaClients.admin(bootstrap)) {
            admin.createTopics(wanted).values().values().forEach(TopicProvisioner::await);
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

    private static NewTopic of(Topic<?> topic) {
        return new NewTopic(topic.name(), topic.partitions(), REPLICAS)
                .configs(topic.configuration());
    }

    private static NewTopic deadLettersOf(Topic<?> input) {
        return new NewTopic(input.deadLetterName(), 1, REPLICAS)
                .configs(input.deadLetterConfiguration());
    }
}
