package io.conteur.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.conteur.events.wire.Topic;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the services send and where they listen is what the contract says. */
class ChannelsTest {
    private static final List<String> SERVICES =
            List.of("tokenizer-trainer", "model-trainer", "story-generator", "http-api", "console");

    private static final Map<String, Topic<?>> INPUTS =
            Map.of(
                    "tokenizer-trainer", Topic.TOKENIZER_REQUESTS,
                    "model-trainer", Topic.TRAINING_REQUESTS,
                    "story-generator", Topic.PROMPTS);

    private static final Map<String, List<Topic<?>>> PRODUCED =
            Map.of(
                    "tokenizer-trainer", List.of(Topic.TOKENIZERS, Topic.PROGRESS),
                    "model-trainer",
                            List.of(
                                    Topic.TOKENIZER_REQUESTS,
                                    Topic.SHARD_CLAIMS,
                                    Topic.TRAINING_ROUNDS,
                                    Topic.WORKER_REPORTS,
                                    Topic.PROGRESS,
                                    Topic.CHECKPOINTS,
                                    Topic.STORIES),
                    "story-generator", List.of(Topic.STORY_PARTS, Topic.STORIES, Topic.PROGRESS),
                    "http-api", List.of(Topic.PROMPTS),
                    "console", List.of(Topic.PROMPTS, Topic.TRAINING_REQUESTS));

    static Stream<String> services() {
        return SERVICES.stream();
    }

    @ParameterizedTest
    @MethodSource("services")
    void theContractNamesWhatAServiceSends(String service) throws IOException {
        Set<String> sent = new TreeSet<>();
        PRODUCED.get(service).forEach(topic -> sent.add(topic.name()));
        Optional.ofNullable(INPUTS.get(service)).ifPresent(in -> sent.add(in.deadLetterName()));

        assertEquals(sent, operations(service, "send"));
    }

    @Test
    void theContractNamesWhatTheCommandLineSends() throws IOException {
        assertEquals(
                Set.of(
                        Topic.PROMPTS.name(),
                        Topic.PROMPTS.name() + ".{pool}",
                        Topic.TRAINING_REQUESTS.name()),
                operations("cli", "send"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyServiceIsConfiguredForItsOwnPorts(String service) {
        assertEquals(
                "${QUARKUS_MANAGEMENT_PORT:%d}".formatted(9081 + SERVICES.indexOf(service)),
                read(service).getProperty("quarkus.management.port"));
        assertEquals(
                "${QUARKUS_HTTP_PORT:%d}".formatted(8081 + SERVICES.indexOf(service)),
                read(service).getProperty("quarkus.http.port"));
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
