package io.conteur.cli;

import io.conteur.events.Topic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics of the catalogue on a broker that lacks them. */
final class Topics {
    private static final short REPLICAS = 1;

    private Topics() {}

    static void create(String bootstrap) {
        List<NewTopic> wanted =
                Stream.concat(
                                Topic.ALL.stream().map(Topics::of),
                                Topic.INPUTS.stream()
                                        .map(
                                                input ->
                                                        new NewTopic(
                                                                input.deadLetterName(),
                                                                1,
                                                                REPLICAS)))
                        .toList();
        try (Admin admin = KafkaClients.admin(bootstrap)) {
            admin.createTopics(wanted).values().values().forEach(Topics::await);
        }
    }

    private static void await(org.apache.kafka.common.KafkaFuture<Void> created) {
        try {
            created.get();
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
                .configs(
                        Map.of(
                                TopicConfig.CLEANUP_POLICY_CONFIG,
                                topic.compacted()
                                        ? TopicConfig.CLEANUP_POLICY_COMPACT
                                        : TopicConfig.CLEANUP_POLICY_DELETE));
    }
}
