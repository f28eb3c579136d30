package io.conteur.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The container files say what the services and the topic catalogue say. */
class DeploymentTest {
    private static final Path ROOT = House.root();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Set<String> SERVICES =
            Set.of("tokenizer-trainer", "model-trainer", "story-generator", "http-api", "console");

    /** The services that need no artifacts. */
    private static final Set<String> WITHOUT_ARTIFACTS = Set.of("http-api");

    @Test
    void composeCreatesTheTopicsOfTheCatalogue() throws IOException {
        String partitions =
                compose().at("/services/topics/environment/CONTEUR_PARTITIONS").asText();
        assertEquals("${CONTEUR_PARTITIONS:-8}", partitions);
        String script =
                compose()
                        .at("/services/topics/command/2")
                        .asText()
                        .replace("\"$$CONTEUR_PARTITIONS\"", "8");
        Map<String, String> found = new TreeMap<>();
        script.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("create conteur"))
                .map(line -> line.split(" "))
                .forEach(
                        words ->
                                found.put(
                                        words[1],
                                        String.join(
                                                " ",
                                                words[2],
                                                words[3],
                                                words[4],
                                                words.length > 5 ? words[5] : "producer")));

        assertEquals(TopicCatalogue.expected(), found);
    }

    @Test
    void composeRunsTheServicesOnTheirPortAndEnvironment() throws IOException {
        for (String service : SERVICES) {
            JsonNode composed = compose().at("/services/" + service);
            String dockerfile =
                    Files.readString(ROOT.resolve("services/" + service + "/Dockerfile"));

            assertTrue(dockerfile.contains("QUARKUS_HTTP_PORT=8080"));
            assertTrue(composed.path("image").asText().startsWith("conteur/" + service));
            assertEquals("services/" + service, composed.path("build").asText());
            if (WITHOUT_ARTIFACTS.contains(service)) {
                continue;
            }
            assertEquals(
                    "${CONTEUR_ARTIFACTS_ROOT:-/artifacts}",
                    composed.at("/environment/CONTEUR_ARTIFACTS_ROOT").asText());
            for (String variable :
                    List.of("CONTEUR_ARTIFACTS_S3_ENDPOINT", "CONTEUR_ARTIFACTS_S3_REGION")) {
                assertEquals(
                        "${" + variable + ":-}",
                        composed.at("/environment/" + variable).asText(),
                        "empty is the default");
            }
            assertTrue(dockerfile.contains("CONTEUR_ARTIFACTS_CACHE_DIRECTORY=/tmp/"));
        }
    }

    @Test
    void servicesListenBeyondTheirContainersButComposePublishesThemHereAlone() throws IOException {
        for (String service : SERVICES) {
            String image = Files.readString(ROOT.resolve("services/" + service + "/Dockerfile"));
            String properties =
                    Files.readString(
                            ROOT.resolve(
                                    "services/"
                                            + service
                                            + "/src/main/resources/application.properties"));

            assertTrue(
                    properties.contains(
                            "quarkus.management.host=${QUARKUS_MANAGEMENT_HOST:localhost}"));
            assertTrue(image.contains("QUARKUS_MANAGEMENT_HOST=0.0.0.0"), service);
        }
        for (JsonNode service : compose().path("services")) {
            for (String port : texts(service.path("ports"))) {
                assertTrue(port.startsWith("127.0.0.1:"), port);
            }
        }
    }

    @Test
    void composeUsesOnlyKeysThatComposeKnows() throws IOException {
        assertEquals(Set.of("services", "volumes"), names(compose()));
        Set<String> known =
                Set.of(
                        "image",
                        "build",
                        "ports",
                        "environment",
                        "volumes",
                        "healthcheck",
                        "depends_on",
                        "command",
                        "restart",
                        "stop_grace_period",
                        "profiles");
        for (JsonNode service : compose().path("services")) {
            assertTrue(known.containsAll(names(service)), names(service).toString());
        }
    }

    private static JsonNode compose() throws IOException {
        return YAML.readTree(ROOT.resolve("docker-compose.yml").toFile());
    }

    private static Set<String> names(JsonNode object) {
        Iterator<String> names = object.fieldNames();
        Set<String> all = new TreeSet<>();
        names.forEachRemaining(all::add);
        return all;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }
}
