package io.conteur.events.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.conteur.events.story.PromptSubmitted;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AsyncApiTest {
    private static final String KAFKA = "/bindings/kafka";
    private static final Set<String> SERVICES =
            Set.of("tokenizer-trainer", "model-trainer", "story-generator");

    private final JsonNode document = Contract.asyncApi();

    @Test
    void isAsyncApi3() {
        assertTrue(document.get("asyncapi").asText().startsWith("3."));
    }

    @Test
    void channelsAreTheTopicsAndTheirDeadLettersAndThePools() {
        String pool = new PromptPool("any").topic().name().replace("any", "{pool}");
        Stream<String> topics = Stream.concat(Topic.ALL.stream().map(Topic::name), Stream.of(pool));
        Stream<String> deadLetters = Topic.INPUTS.stream().map(Topic::deadLetterName);

        assertEquals(
                Stream.concat(topics, deadLetters).collect(Collectors.toCollection(TreeSet::new)),
                new TreeSet<>(channels().keySet()));
    }

    @Test
    void kafkaBindingsAreTheCatalogue() {
        for (Topic<?> topic : Topic.ALL) {
            JsonNode kafka = channels().get(topic.name()).at(KAFKA);

            assertEquals(topic.name(), kafka.get("topic").asText());
            assertEquals(topic.partitions(), kafka.get("partitions").asInt(), topic.name());
            assertEquals(topic.configuration(), configuration(kafka), topic.name());
        }
    }

    @Test
    void deadLettersAreNeverCompactedAndHaveRoomForTheLargestRequest() {
        for (Topic<?> topic : Topic.INPUTS) {
            JsonNode kafka = channels().get(topic.deadLetterName()).at(KAFKA);

            assertEquals(topic.deadLetterConfiguration(), configuration(kafka));
        }
    }

    @Test
    void everyTopicCarriesItsEventUnderItsSchema() {
        for (Topic<?> topic : Topic.ALL) {
            String event = topic.type().getSimpleName();
            JsonNode message = resolve(channels().get(topic.name()).at("/messages/" + event));

            assertEquals(
                    "./" + event + ".schema.json", message.at("/payload/$ref").asText(), event);
        }
    }

    @Test
    void everySchemaIsUsedAndEveryUsedOneExists() {
        Set<String> used = new TreeSet<>();
        document.at("/components/messages")
                .forEach(message -> used.add(message.at("/payload/$ref").asText()));
        used.remove("");

        Set<String> files =
                Contract.schemaNames().stream()
                        .map(name -> "./" + name + ".schema.json")
                        .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(files, used);
    }

    @Test
    void promptsMayBePlainText() {
        JsonNode plain = resolve(channels().get("conteur.prompts").at("/messages/PlainPrompt"));

        assertEquals("text/plain", plain.get("contentType").asText());
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<String> inside = document.findValuesAsText("$ref");
        inside.removeIf(reference -> !reference.startsWith("#"));

        assertFalse(inside.isEmpty());
        for (String reference : inside) {
            assertFalse(target(reference) instanceof MissingNode, reference);
        }
    }

    @Test
    void requiredHeadersAreThoseThatEventsBearUnderAnyKey() {
        JsonNode headers = document.at("/components/messageTraits/cloudEvent/headers");
        Set<String> required = new TreeSet<>();
        headers.get("required").forEach(name -> required.add(name.asText()));

        assertEquals(required, headers(RecordKey.of(new byte[] {(byte) 0xFF})));
    }

    @Test
    void allHeadersThatEventsBearAreDescribed() {
        Set<String> described = new TreeSet<>();
        document.at("/components/messageTraits/cloudEvent/headers/properties")
                .fieldNames()
                .forEachRemaining(described::add);
        described.remove("tracestate"); // Only with a sender's.

        assertEquals(described, headers(RecordKey.of("key")));
    }

    private static Set<String> headers(RecordKey key) {
        return new TreeSet<>(
                EventMessage.of(Topic.PROMPTS, key, PromptSubmitted.of("x"), source())
                        .headers()
                        .keySet());
    }

    @Test
    void aPoolTakesTheMessagesOfTheDefaultOne() {
        assertEquals(
                channels().get("conteur.prompts").get("messages"),
                channels().get("conteur.prompts.{pool}").get("messages"));
    }

    @Test
    void everyInputIsTakenByOneServiceWithItsOwnDeadLetters() {
        Map<String, String> takers = new TreeMap<>();
        for (JsonNode operation : document.get("operations")) {
            if (!operation.at("/bindings/kafka/groupId/const").isMissingNode()) {
                takers.put(address(operation), service(operation));
                assertEquals(
                        service(operation), operation.at("/bindings/kafka/groupId/const").asText());
            }
        }

        assertEquals(
                Topic.INPUTS.stream().map(Topic::name).collect(Collectors.toSet()),
                takers.keySet());
        assertEquals(SERVICES, Set.copyOf(takers.values()));
    }

    private static EventMessage.Source source() {
        return new EventMessage.Source("story-generator", "1");
    }

    private Map<String, JsonNode> channels() {
        Map<String, JsonNode> channels = new TreeMap<>();
        document.get("channels")
                .forEach(channel -> channels.put(channel.get("address").asText(), channel));
        return channels;
    }

    private String address(JsonNode operation) {
        return resolve(operation.get("channel")).get("address").asText();
    }

    private static String service(JsonNode operation) {
        return operation.at("/tags/0/name").asText();
    }

    private static Map<String, String> configuration(JsonNode kafka) {
        Map<String, String> configuration = new TreeMap<>();
        kafka.get("topicConfiguration")
                .properties()
                .forEach(
                        field ->
                                configuration.put(
                                        field.getKey(),
                                        field.getValue().isArray()
                                                ? field.getValue().get(0).asText()
                                                : field.getValue().asText()));
        return configuration;
    }

    private JsonNode resolve(JsonNode reference) {
        return target(reference.get("$ref").asText());
    }

    private JsonNode target(String reference) {
        return document.at(reference.substring(1));
    }
}
