package io.conteur.systemtests.deployment;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.conteur.events.wire.Topic;
import io.conteur.systemtests.House;
import io.conteur.systemtests.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The base and the components, file by file; {@link OverlaysTest} renders them. */
class ManifestsTest {
    private static final Set<String> SERVICES =
            Set.of("tokenizer-trainer", "model-trainer", "story-generator", "http-api", "console");
    private static final String POD = "/spec/template/spec";

    @Test
    void everyResourceHasOnlyFieldsOfItsType() throws IOException {
        List<String> unknown = new ArrayList<>();
        for (Path file : Manifests.files()) {
            for (JsonNode resource : Manifests.read(file)) {
                if (resource.has("kind") && !resource.has("$patch")) {
                    for (String field : KnownFields.unknown(resource)) {
                        unknown.add(Manifests.DEPLOY.relativize(file) + ": " + field);
                    }
                }
            }
        }

        assertEquals(List.of(), unknown);
    }

    @Test
    void everyKustomizationListsTheFilesBesideIt() throws IOException {
        try (Stream<Path> all = Files.walk(Manifests.DEPLOY)) {
            for (Path file : all.filter(it -> it.endsWith("kustomization.yaml")).toList()) {
                JsonNode kustomization = Manifests.read(file).get(0);
                Set<String> listed = new TreeSet<>(texts(kustomization.path("resources")));
                kustomization
                        .path("patches")
                        .forEach(patch -> listed.add(patch.path("path").asText()));
                listed.removeIf(name -> name.isEmpty() || name.startsWith(".."));

                assertEquals(yamlBeside(file), listed, file.toString());
            }
        }
    }

    @Test
    void theClusterHasTheTopicsOfTheCatalogue() throws IOException {
        Map<String, String> found = new TreeMap<>();
        for (JsonNode topic : Manifests.read("base/topics.yaml")) {
            assertEquals("kafka.strimzi.io/v1", topic.path("apiVersion").asText());
            JsonNode config = topic.at("/spec/config");
            found.put(
                    Manifests.name(topic),
                    topic.at("/spec/partitions").asInt()
                            + TopicCatalogue.words(
                                    Map.of(
                                            "cleanup.policy",
                                            config.path("cleanup.policy").asText(),
                                            "max.message.bytes",
                                            config.path("max.message.bytes").asText(),
                                            "compression.type",
                                            config.path("compression.type").asText("producer"))));
        }

        assertEquals(TopicCatalogue.expected(), found);
    }

    @Test
    void onePatchFindsTheTopicsWhoseRecordsAreKeptForATime() throws IOException {
        for (JsonNode topic : Manifests.read("base/topics.yaml")) {
            boolean deletes = topic.at("/spec/config/cleanup.policy").asText().equals("delete");
            String name = Manifests.name(topic);

            assertEquals(deletes, topic.at("/spec/config").has("retention.ms"), name);
            assertEquals(
                    deletes,
                    topic.at("/metadata/labels").path("conteur/retained").asBoolean(),
                    name);
        }
    }

    @Test
    void onePatchFindsTheTopicsThatMustHaveTheSameNumberOfPartitions() throws IOException {
        Set<String> labelled = new TreeSet<>();
        for (JsonNode topic : Manifests.read("base/topics.yaml")) {
            if (topic.at("/metadata/labels").path("conteur/co-partitioned").asBoolean()) {
                labelled.add(Manifests.name(topic));
            }
        }

        assertEquals(
                Topic.CO_PARTITIONED.stream().map(Topic::name).collect(toCollection(TreeSet::new)),
                labelled);
    }

    @Test
    void everyServiceRunsAndEveryPodMeetsTheRestrictedStandard() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode workload : programs()) {
            String name = Manifests.name(workload);
            names.add(name);
            JsonNode pod = workload.at(POD);
            JsonNode container = pod.at("/containers/0");
            JsonNode security = container.path("securityContext");

            assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean(), name);
            assertEquals("RuntimeDefault", pod.at("/securityContext/seccompProfile/type").asText());
            assertFalse(security.path("allowPrivilegeEscalation").asBoolean(true), name);
            assertTrue(security.path("readOnlyRootFilesystem").asBoolean(), name);
            assertEquals(List.of("ALL"), texts(security.at("/capabilities/drop")), name);
            assertEquals(name, pod.path("serviceAccountName").asText());
            assertFalse(pod.path("automountServiceAccountToken").asBoolean(true), name);
            assertEquals(
                    "conteur/%s:1.0.0".formatted(name.equals("train-job") ? "cli" : name),
                    container.path("image").asText());
            assertTrue(container.at("/resources/limits").has("memory"), name);
            assertTrue(container.at("/resources/limits").has("ephemeral-storage"), name);
            for (JsonNode volume : pod.path("volumes")) {
                assertFalse(
                        volume.has("emptyDir") && !volume.path("emptyDir").has("sizeLimit"), name);
            }
        }

        names.remove("train-job");
        assertEquals(SERVICES, names);
    }

    @Test
    void healthIsAskedOnThePortThatServesIt() throws IOException {
        for (JsonNode workload : programs()) {
            String name = Manifests.name(workload);
            if (!SERVICES.contains(name)) {
                continue;
            }
            JsonNode container = workload.at(POD).at("/containers/0");
            Map<String, Integer> ports = new TreeMap<>();
            container
                    .path("ports")
                    .forEach(
                            it ->
                                    ports.put(
                                            it.path("name").asText(),
                                            it.path("containerPort").asInt()));
            String dockerfile =
                    Files.readString(House.root().resolve("services/" + name + "/Dockerfile"));

            assertEquals(9000, ports.get("management"));
            assertTrue(dockerfile.contains("QUARKUS_MANAGEMENT_PORT=9000"), name);
            for (String probe : List.of("startupProbe", "readinessProbe", "livenessProbe")) {
                assertEquals("management", container.path(probe).at("/httpGet/port").asText());
            }
        }
    }

    /** The seconds left are for closing Kafka's clients. */
    @Test
    void whatWaitsForRunningRequestsFitsInTheGracePeriod() throws IOException {
        JsonNode pod =
                programs().stream()
                        .filter(workload -> Manifests.name(workload).equals("http-api"))
                        .findFirst()
                        .orElseThrow()
                        .at(POD);
        Duration waited = Duration.ZERO;
        for (JsonNode variable : pod.at("/containers/0/env")) {
            if (variable.path("name").asText().startsWith("QUARKUS_SHUTDOWN_")) {
                waited = waited.plus(Duration.parse("PT" + variable.path("value").asText()));
            }
        }

        assertFalse(waited.isZero());
        assertTrue(
                waited.plusSeconds(5).toSeconds()
                        <= pod.path("terminationGracePeriodSeconds").asInt());
    }

    @Test
    void onlyWhoPublishesArtifactsMayWriteThem() throws IOException {
        Map<String, Boolean> readOnly = new TreeMap<>();
        for (JsonNode workload : programs()) {
            for (JsonNode mount : workload.at(POD).at("/containers/0/volumeMounts")) {
                if (mount.path("name").asText().equals("artifacts")) {
                    readOnly.put(Manifests.name(workload), mount.path("readOnly").asBoolean());
                }
            }
        }

        assertEquals(
                Map.of(
                        "tokenizer-trainer", false,
                        "model-trainer", false,
                        "story-generator", true,
                        "console", false,
                        "train-job", false),
                readOnly);
    }

    @Test
    void aPodThatNoPolicyNamesIsCutOff() throws IOException {
        JsonNode deny = Manifests.read("base/network-policies.yaml").get(0);

        assertEquals("deny-by-default", Manifests.name(deny));
        assertEquals(List.of("Ingress", "Egress"), texts(deny.at("/spec/policyTypes")));
        assertFalse(deny.path("spec").has("ingress") || deny.path("spec").has("egress"));
        for (JsonNode workload : programs()) {
            assertEquals(
                    deny.at("/spec/podSelector/matchLabels"),
                    subset(
                            workload.at("/spec/template/metadata/labels"),
                            deny.at("/spec/podSelector/matchLabels")));
        }
    }

    /** The base's workloads, and the Job of a training. */
    private static List<JsonNode> programs() throws IOException {
        List<JsonNode> programs = new ArrayList<>();
        for (Path file : Manifests.files()) {
            String place = Manifests.DEPLOY.relativize(file).toString();
            if (place.startsWith("base/") || place.startsWith("components/train-job/")) {
                programs.addAll(Manifests.workloads(Manifests.read(file)));
            }
        }
        return programs;
    }

    private static JsonNode subset(JsonNode labels, JsonNode wanted) {
        JsonNode copy = labels.deepCopy();
        Set<String> names = new TreeSet<>();
        wanted.fieldNames().forEachRemaining(names::add);
        ((ObjectNode) copy).retain(names);
        return copy;
    }

    private static Set<String> yamlBeside(Path kustomization) throws IOException {
        try (Stream<Path> files = Files.list(kustomization.getParent())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml"))
                    .collect(toCollection(TreeSet::new));
        }
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
    }
}
