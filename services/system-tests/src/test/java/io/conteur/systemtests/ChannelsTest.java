package io.conteur.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.conteur.events.Topic;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the services configure is what the contract says, and loses no record. */
class ChannelsTest {
    private static final String INCOMING = "mp.messaging.incoming.";
    private static final String OUTGOING = "mp.messaging.outgoing.";

    private static final Map<String, Topic<?>> INPUTS =
            Map.of(
                    "tokenizer-trainer", Topic.TOKENIZER_REQUESTS,
                    "model-trainer", Topic.TRAINING_REQUESTS,
                    "story-generator", Topic.PROMPTS);

    /** What services send through producers of their own, which are no channels. */
    private static final Map<String, Set<String>> PRODUCED =
            Map.of(
                    "model-trainer",
                    Set.of(Topic.PROGRESS.name(), Topic.CHECKPOINTS.name(), Topic.STORIES.name()),
                    "story-generator",
                    Set.of(Topic.STORY_PARTS.name(), Topic.STORIES.name()));

    /** One service and its configuration. */
    record Service(String name, Topic<?> input, Properties settings) {
        @Nullable String setting(String key) {
            return settings.getProperty(key);
        }

        /** The values of {@code prefix<channel>.<setting>}. */
        Set<String> values(String prefix, String setting) {
            return settings.stringPropertyNames().stream()
                    .filter(key -> key.startsWith(prefix))
                    .filter(key -> key.substring(prefix.length()).matches("[a-z-]+\\." + setting))
                    .map(settings::getProperty)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        String incoming(String setting) {
            return String.valueOf(setting(INCOMING + channel() + "." + setting));
        }

        /** Channels are called like their topics, without the prefix. */
        private String channel() {
            return input.name().substring("conteur.".length());
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Service> services() {
        return INPUTS.entrySet().stream()
                .map(entry -> new Service(entry.getKey(), entry.getValue(), read(entry.getKey())));
    }

    @ParameterizedTest
    @MethodSource("services")
    void aServiceTakesItsInputFromTheBeginningInItsOwnGroup(Service service) {
        assertEquals(Set.of(service.input().name()), service.values(INCOMING, "topic"));
        assertEquals(service.name(), service.incoming("group.id"));
        assertEquals("earliest", service.incoming("auto.offset.reset"));
        assertEquals("throttled", service.incoming("commit-strategy"));
        assertEquals("0", service.incoming("throttled.unprocessed-record-max-age.ms"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void whatAServiceCannotTakeGoesToTheDeadLetters(Service service) {
        assertEquals("dead-letter-queue", service.incoming("failure-strategy"));
        assertEquals(service.input().deadLetterName(), service.incoming("dead-letter-queue.topic"));
        assertEquals("all", service.incoming("dead-letter-queue.acks"));
        assertEquals("true", service.incoming("dead-letter-queue.enable.idempotence"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void whatAServicePublishesIsKeptAndNotDoubled(Service service) {
        assertEquals(Set.of("all"), service.values(OUTGOING, "acks"));
        assertEquals(Set.of("true"), service.values(OUTGOING, "enable\\.idempotence"));
        for (String topic : service.values(OUTGOING, "topic")) {
            String channel = topic.substring("conteur.".length());
            assertEquals("all", service.setting(OUTGOING + channel + ".acks"), topic);
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void theContractNamesWhatAServiceSends(Service service) throws IOException {
        Set<String> sent = service.values(OUTGOING, "topic");
        sent.add(service.input().deadLetterName());
        sent.addAll(PRODUCED.getOrDefault(service.name(), Set.of()));

        assertEquals(sent, operations(service.name(), "send"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyServiceIsConfiguredForItsOwnPort(Service service) {
        int position =
                Stream.of("tokenizer-trainer", "model-trainer", "story-generator")
                        .toList()
                        .indexOf(service.name());

        assertEquals(
                "${QUARKUS_HTTP_PORT:%d}".formatted(8081 + position),
                service.setting("quarkus.http.port"));
    }

    private static Set<String> operations(String service, String action) throws IOException {
        JsonNode document =
                new YAMLMapper().readTree(House.root().resolve("schemas/asyncapi.yaml").toFile());
        Set<String> topics = new TreeSet<>();
        for (JsonNode operation : document.get("operations")) {
            if (operation.at("/tags/0/name").asText().equals(service)
                    && operation.get("action").asText().equals(action)) {
                String channel = operation.at("/channel/$ref").asText().substring(1);
                topics.add(document.at(channel).get("address").asText());
            }
        }
        return topics;
    }

    private static Properties read(String service) {
        Path file =
                House.root()
                        .resolve("services")
                        .resolve(service)
                        .resolve("src/main/resources/application.properties");
        Properties settings = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            settings.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return settings;
    }
}
