package io.conteur.systemtests;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.conteur.events.wire.Topic;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The container and cluster files say what the services and the topic catalogue say. */
class DeploymentTest {
    private static final Path ROOT = House.root();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Set<String> SERVICES =
            Set.of("tokenizer-trainer", "model-trainer", "story-generator", "http-api", "console");

    /** The services that need no artifacts. */
    private static final Set<String> WITHOUT_ARTIFACTS = Set.of("http-api");

    private static final Map<String, Class<?>> KINDS =
            Map.of(
                    "Deployment", Deployment.class,
                    "ConfigMap", ConfigMap.class,
                    "Service", Service.class,
                    "PersistentVolumeClaim", PersistentVolumeClaim.class,
                    "PodDisruptionBudget", PodDisruptionBudget.class);

    /** Leaves out what does not fit a typed field, so that a misspelt one is missed. */
    private static final ObjectMapper TYPED =
            JsonMapper.builder()
                    .annotationIntrospector(
                            new JacksonAnnotationIntrospector() {
                                private static final long serialVersionUID = 1L;

                                @Override
                                public Boolean hasAnyGetter(Annotated annotated) {
                                    return false;
                                }
                            })
                    .build();

    @Test
    void everyKubernetesResourceHasOnlyFieldsThatKubernetesKnows() throws IOException {
        for (String folder : List.of("deploy/base", "deploy/overlays/gpu")) {
            for (JsonNode resource : resources(folder)) {
                Class<?> type = KINDS.get(resource.path("kind").asText());
                if (type != null) {
                    JsonNode typed = TYPED.valueToTree(TYPED.treeToValue(resource, type));

                    assertEquals(List.of(), lost(resource, typed, ""), folder);
                }
            }
        }
    }

    @Test
    void kustomizationsListEveryFileThatThereIs() throws IOException {
        for (String folder : List.of("deploy/base", "deploy/overlays/gpu")) {
            JsonNode kustomization =
                    YAML.readTree(ROOT.resolve(folder).resolve("kustomization.yaml").toFile());
            Set<String> listed = new TreeSet<>(texts(kustomization.path("resources")));
            kustomization.path("patches").forEach(patch -> listed.add(patch.path("path").asText()));

            listed.remove("../../base");
            assertEquals(files(folder), listed);
        }
    }

    @Test
    void theClusterHasTheTopicsOfTheCatalogue() throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (JsonNode topic : resources("deploy/base")) {
            if (topic.path("kind").asText().equals("KafkaTopic")) {
                assertEquals("kafka.strimzi.io/v1", topic.path("apiVersion").asText());
                assertEquals(Set.of("partitions", "replicas", "config"), names(topic.path("spec")));
                found.put(
                        topic.at("/metadata/name").asText(),
                        topic.at("/spec/partitions").asInt()
                                + " "
                                + topic.at("/spec/config/cleanup.policy").asText()
                                + " "
                                + topic.at("/spec/config/max.message.bytes").asText()
                                + " "
                                + topic.at("/spec/config/compression.type").asText("producer"));
            }
        }

        assertEquals(catalogue(), found);
    }

    @Test
    void onePatchFindsTheTopicsThatMustHaveTheSameNumberOfPartitions() throws IOException {
        Set<String> labelled = new TreeSet<>();
        for (JsonNode resource : resources("deploy/base")) {
            if (resource.at("/metadata/labels").path("conteur/co-partitioned").asBoolean()) {
                labelled.add(resource.at("/metadata/name").asText());
            }
        }

        assertEquals(
                Topic.CO_PARTITIONED.stream().map(Topic::name).collect(toCollection(TreeSet::new)),
                labelled);
    }

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

        assertEquals(catalogue(), found);
    }

    @Test
    void composeAndTheClusterRunTheServicesOnTheirPortAndEnvironment() throws IOException {
        Map<String, JsonNode> deployments =
                resources("deploy/base").stream()
                        .filter(resource -> resource.path("kind").asText().equals("Deployment"))
                        .collect(
                                Collectors.toMap(
                                        resource -> resource.at("/metadata/name").asText(),
                                        resource -> resource));
        assertEquals(SERVICES, deployments.keySet());
        for (String service : SERVICES) {
            JsonNode container = deployments.get(service).at("/spec/template/spec/containers/0");
            JsonNode composed = compose().at("/services/" + service);
            String dockerfile =
                    Files.readString(ROOT.resolve("services/" + service + "/Dockerfile"));

            assertEquals(8080, container.at("/ports/0/containerPort").asInt());
            assertTrue(dockerfile.contains("EXPOSE 8080"));
            assertTrue(dockerfile.contains("QUARKUS_HTTP_PORT=8080"));
            assertEquals(
                    composed.path("image").asText() + ":latest", container.path("image").asText());
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
    void whatTheClusterConfiguresIsWhatTheServicesRead() throws IOException {
        JsonNode config =
                resources("deploy/base").stream()
                        .filter(resource -> resource.path("kind").asText().equals("ConfigMap"))
                        .findFirst()
                        .orElseThrow()
                        .path("data");

        assertEquals(
                Set.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        "CONTEUR_ARTIFACTS_ROOT",
                        "QUARKUS_HTTP_PORT",
                        "OMP_WAIT_POLICY",
                        "JAVA_TOOL_OPTIONS"),
                names(config));
        assertEquals(
                "-XX:ActiveProcessorCount=2",
                config.path("JAVA_TOOL_OPTIONS").asText(),
                "without a CPU limit a JVM counts the node's cores");
        for (String service : SERVICES) {
            String properties =
                    Files.readString(
                            ROOT.resolve(
                                    "services/"
                                            + service
                                            + "/src/main/resources/application.properties"));
            assertTrue(
                    WITHOUT_ARTIFACTS.contains(service)
                            || properties.contains("${CONTEUR_ARTIFACTS_ROOT:"));
            assertTrue(properties.contains("${QUARKUS_HTTP_PORT:"));
        }
    }

    @Test
    void theHttpApiListensBeyondItsContainerButComposePublishesItHereAlone() throws IOException {
        String image = Files.readString(ROOT.resolve("services/http-api/Dockerfile"));
        String properties =
                Files.readString(
                        ROOT.resolve(
                                "services/http-api/src/main/resources/application.properties"));
        List<JsonNode> exposed =
                resources("deploy/base").stream()
                        .filter(resource -> resource.path("kind").asText().equals("Service"))
                        .toList();

        assertTrue(properties.contains("quarkus.http.host=${QUARKUS_HTTP_HOST:localhost}"));
        assertTrue(image.contains("QUARKUS_HTTP_HOST=0.0.0.0"));
        assertEquals(
                List.of("127.0.0.1:8084:8080"), texts(compose().at("/services/http-api/ports")));
        assertEquals(
                List.of("http-api"),
                exposed.stream()
                        .map(it -> it.at("/spec/selector/app.kubernetes.io~1name").asText())
                        .toList());
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
                        "stop_grace_period");
        for (JsonNode service : compose().path("services")) {
            assertTrue(known.containsAll(names(service)), names(service).toString());
        }
    }

    private static Map<String, String> catalogue() {
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
    private static String words(Map<String, String> configuration) {
        return " %s %s %s"
                .formatted(
                        configuration.get("cleanup.policy"),
                        configuration.get("max.message.bytes"),
                        configuration.getOrDefault("compression.type", "producer"));
    }

    private static JsonNode compose() throws IOException {
        return YAML.readTree(ROOT.resolve("docker-compose.yml").toFile());
    }

    private static List<JsonNode> resources(String folder) throws IOException {
        List<JsonNode> resources = new ArrayList<>();
        for (String file : files(folder)) {
            try (var documents =
                    YAML.readerFor(JsonNode.class)
                            .<JsonNode>readValues(ROOT.resolve(folder).resolve(file).toFile())) {
                resources.addAll(documents.readAll());
            }
        }
        return resources;
    }

    private static Set<String> files(String folder) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("kustomization.yaml"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    /** Pointers of what {@code written} has and {@code typed} does not. */
    private static List<String> lost(JsonNode written, JsonNode typed, String pointer) {
        List<String> lost = new ArrayList<>();
        if (written.isObject() && !written.isEmpty()) {
            for (String name : names(written)) {
                String place = pointer + "/" + name;
                lost.addAll(
                        typed.has(name)
                                ? lost(written.get(name), typed.get(name), place)
                                : List.of(place));
            }
        } else if (written.isArray()) {
            for (int i = 0; i < written.size(); i++) {
                lost.addAll(lost(written.get(i), typed.path(i), pointer + "/" + i));
            }
        }
        return lost;
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
