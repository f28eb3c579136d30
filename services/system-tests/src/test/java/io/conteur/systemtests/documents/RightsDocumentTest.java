package io.conteur.systemtests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.conteur.systemtests.deployment.KafkaRights;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rights at the broker are what the documents say, and what the contract needs. */
class RightsDocumentTest {
    /** What a column of the table grants. */
    private static final List<String> COLUMNS =
            List.of(
                    "read topic conteur.",
                    "write topic conteur.",
                    "describe topic conteur.",
                    "read group ",
                    "describe group ",
                    "write transactional_id ");

    @Test
    void theTableListsTheRightsThatTheManifestsGrant() throws IOException {
        Map<String, Set<String>> documented = new TreeMap<>();
        Document.at("deploy/README.md")
                .table("### Rights at the broker")
                .forEach((principal, cells) -> documented.put(principal, rights(cells)));

        Map<String, Set<String>> granted = new TreeMap<>();
        for (KafkaRights.Right right : KafkaRights.granted()) {
            granted.computeIfAbsent(right.principal(), unknown -> new TreeSet<>())
                    .add(right.toString());
        }
        assertEquals(granted, documented);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tokenizer-trainer",
                "model-trainer",
                "story-generator",
                "http-api",
                "console"
            })
    void aServiceMayWriteWhatTheContractSaysAndNothingElse(String service) throws IOException {
        JsonNode contract =
                new YAMLMapper()
                        .readTree(Document.root().resolve("schemas/asyncapi.yaml").toFile());
        Set<String> sent = new TreeSet<>();
        for (JsonNode operation : contract.path("operations")) {
            if (operation.at("/tags/0/name").asText().equals(service)
                    && operation.path("action").asText().equals("send")) {
                String channel = operation.at("/channel/$ref").asText().substring(1);
                sent.add("write topic " + contract.at(channel).path("address").asText());
            }
        }

        assertEquals(
                sent,
                KafkaRights.granted().stream()
                        .filter(right -> right.principal().equals(service))
                        .map(KafkaRights.Right::toString)
                        .filter(right -> right.startsWith("write topic "))
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static Set<String> rights(List<String> cells) {
        Set<String> rights = new TreeSet<>();
        for (int i = 0; i < cells.size(); i++) {
            String column = COLUMNS.get(i);
            Arrays.stream(cells.get(i).split(","))
                    .map(name -> name.replace("`", "").strip())
                    .filter(name -> !name.isEmpty())
                    .forEach(name -> rights.add(column + name));
        }
        return rights;
    }
}
