package io.conteur.systemtests;

import io.conteur.events.wire.Topic;
import java.util.Map;
import java.util.TreeMap;

/** The topics as deployment files must create them. */
public final class TopicCatalogue {
    private TopicCatalogue() {}

    /** Every topic, dead letters included: its partitions, then {@link #words}. */
    public static Map<String, String> expected() {
        Map<String, String> topics = new TreeMap<>();
        Topic.ALL.forEach(
                topic ->
                        topics.put(
                                topic.name(), topic.partitions() + words(topic.configuration())));
        Topic.INPUTS.forEach(
                topic ->
                        topics.put(
                                topic.deadLetterName(),
                                "1" + words(topic.deadLetterConfiguration())));
        return topics;
    }

    /** Cleanup policy, largest batch, and compression, which is the producer's by default. */
    public static String words(Map<String, String> configuration) {
        return " %s %s %s"
                .formatted(
                        configuration.get("cleanup.policy"),
                        configuration.get("max.message.bytes"),
                        configuration.getOrDefault("compression.type", "producer"));
    }
}
