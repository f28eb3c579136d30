package io.conteur.cli;

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

/** Brings a broker's topics into the form that the catalogue says. */
final class Topics {
    private static final short REPLICAS = 1;

    private Topics() {}

    /** Creates the topics that are missing, and configures those that are there. */
    static void create(String bootstrap) {
        List<NewTopic> wanted =
                Stream.concat(
                                Topic.ALL.stream().map(Topics::of),
                                Topic.INPUTS.stream().map(Topics::deadLettersOf))
                        .toList();
        try (Admin admin = KafkaClients.admin(bootstrap)) {
            admin.createTopics(wanted).values().values().forEach(Topics::await);
            admin.incrementalAlterConfigs(
                            wanted.stream()
                                    .collect(Collectors.toMap(Topics::resource, Topics::settings)))
                    .values()
                    .values()
                    .forEach(Topics::await);
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
                        "the topics cannot be created: " + Failures.message(e.getCause()));
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
