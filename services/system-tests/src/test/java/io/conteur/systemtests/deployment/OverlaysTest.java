package io.conteur.systemtests.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.systemtests.House;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What kubectl renders: an overlay changes what the base has, and adds what it names. */
class OverlaysTest {
    private static final String CONTAINER = "/spec/template/spec/containers/0";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"base", "overlays/dev", "overlays/production", "overlays/production-gpu"})
    void whatIsRenderedHasOnlyKnownFieldsAndTheSamePrograms(String overlay) throws Exception {
        List<JsonNode> rendered = Manifests.render(Manifests.DEPLOY.resolve(overlay));

        List<String> unknown = new ArrayList<>();
        for (JsonNode resource : rendered) {
            unknown.addAll(KnownFields.unknown(resource));
        }
        assertEquals(List.of(), unknown);
        assertEquals(
                Set.of(
                        "tokenizer-trainer",
                        "model-trainer",
                        "story-generator",
                        "http-api",
                        "console"),
                names(Manifests.workloads(rendered)));
        for (JsonNode workload : Manifests.workloads(rendered)) {
            assertEquals(1, workload.at("/spec/template/spec/containers").size());
        }
    }

    @Test
    void everyComponentTogetherRendersWithOnlyKnownFields() throws Exception {
        List<JsonNode> rendered =
                Manifests.render(
                        folder,
                        "base",
                        List.of(
                                "kafka",
                                "train-job",
                                "kafka-users",
                                "monitoring",
                                "keda",
                                "gpu",
                                "s3",
                                "corpus-hosts",
                                "cli"));

        for (JsonNode resource : rendered) {
            assertEquals(List.of(), KnownFields.unknown(resource));
        }
        assertEquals(1, Manifests.ofKind(rendered, "Job").size());
    }

    @Test
    void inProductionEveryProgramHasItsOwnCertificate() throws Exception {
        List<JsonNode> rendered =
                Manifests.render(folder, "base", List.of("train-job", "kafka-users"));
        Set<String> users = names(Manifests.ofKind(rendered, "KafkaUser"));

        for (JsonNode workload : Manifests.workloads(rendered)) {
            String name = Manifests.name(workload);
            List<JsonNode> secrets =
                    workload.at("/spec/template/spec/volumes").findValues("secretName");
            assertTrue(users.contains(name), name);
            assertEquals(
                    List.of("kafka-cluster-ca-cert", name),
                    secrets.stream().map(JsonNode::asText).toList());
            assertEquals(
                    name,
                    environment(workload, "KAFKA_SSL_KEYSTORE_PASSWORD")
                            .at("/valueFrom/secretKeyRef/name")
                            .asText());
        }
        JsonNode config = Manifests.ofKind(rendered, "ConfigMap").get(0).path("data");
        assertEquals("SSL", config.path("KAFKA_SECURITY_PROTOCOL").asText());
    }

    @Test
    void thePodToWorkInHasTheCertificateOfTheConsole() throws Exception {
        List<JsonNode> rendered = Manifests.render(folder, "base", List.of("kafka-users", "cli"));
        JsonNode pod = Manifests.ofKind(rendered, "Pod").get(0).path("spec");

        assertTrue(names(Manifests.ofKind(rendered, "KafkaUser")).contains("console"));
        assertEquals(
                List.of("kafka-cluster-ca-cert", "console"),
                pod.path("volumes").findValuesAsText("secretName"));
        assertEquals("console", pod.at("/containers/0/env/0/valueFrom/secretKeyRef/name").asText());
        assertTrue(pod.at("/securityContext/runAsNonRoot").asBoolean());
        assertEquals("ALL", pod.at("/containers/0/securityContext/capabilities/drop/0").asText());
    }

    @Test
    void aBucketTakesThePlaceOfTheVolume() throws Exception {
        List<JsonNode> rendered = Manifests.render(folder, "base", List.of("train-job", "s3"));

        assertEquals(List.of(), Manifests.ofKind(rendered, "PersistentVolumeClaim"));
        for (JsonNode workload : Manifests.workloads(rendered)) {
            boolean stores = !Manifests.name(workload).equals("http-api");
            assertFalse(
                    workload.at("/spec/template/spec/volumes")
                            .findValuesAsText("name")
                            .contains("artifacts"));
            assertEquals(
                    stores ? "conteur-s3" : "",
                    workload.at(CONTAINER + "/envFrom/1/secretRef/name").asText());
        }
        assertTrue(
                Manifests.ofKind(rendered, "ConfigMap")
                        .get(0)
                        .at("/data/CONTEUR_ARTIFACTS_ROOT")
                        .asText()
                        .startsWith("s3://"));
    }

    @Test
    void oneGpuEachForTrainerAndGenerator() throws Exception {
        List<JsonNode> rendered = Manifests.render(folder, "base", List.of("gpu"));

        for (JsonNode workload : Manifests.workloads(rendered)) {
            String name = Manifests.name(workload);
            JsonNode container = workload.at(CONTAINER);
            boolean onGpu = Set.of("model-trainer", "story-generator").contains(name);

            assertEquals(
                    onGpu ? "1" : "",
                    container.at("/resources/limits").path("nvidia.com/gpu").asText());
            assertEquals(onGpu, container.path("image").asText().endsWith("-cu128"));
            if (onGpu) {
                String image = container.path("image").asText();
                assertTrue(
                        Files.readString(
                                        House.root()
                                                .resolve("services/" + name + "/Dockerfile.cu128"))
                                .contains("-t " + image + " "),
                        image);
                assertEquals(1, workload.at("/spec/replicas").asInt());
                JsonNode pod = workload.at("/spec/template/spec");
                assertEquals(
                        "true", pod.path("nodeSelector").path("nvidia.com/gpu.present").asText());
                assertEquals("nvidia.com/gpu", pod.at("/tolerations/0/key").asText());
            }
        }
    }

    @Test
    void theScalersNameWhatThereIs() throws Exception {
        List<JsonNode> rendered = Manifests.render(folder, "base", List.of("kafka-users", "keda"));

        for (JsonNode scaler : Manifests.ofKind(rendered, "ScaledObject")) {
            String target = scaler.at("/spec/scaleTargetRef/name").asText();
            JsonNode workload =
                    Manifests.workloads(rendered).stream()
                            .filter(it -> Manifests.name(it).equals(target))
                            .findFirst()
                            .orElseThrow();
            JsonNode trigger = scaler.at("/spec/triggers/0/metadata");
            JsonNode topic =
                    Manifests.ofKind(rendered, "KafkaTopic").stream()
                            .filter(it -> Manifests.name(it).equals(trigger.path("topic").asText()))
                            .findFirst()
                            .orElseThrow();

            assertEquals(
                    workload.path("kind").asText(),
                    scaler.at("/spec/scaleTargetRef/kind").asText("Deployment"));
            assertFalse(workload.path("spec").has("replicas"), "KEDA's alone");
            assertEquals(target, trigger.path("consumerGroup").asText());
            assertEquals(
                    topic.at("/spec/partitions").asInt(),
                    scaler.at("/spec/maxReplicaCount").asInt(),
                    "more would have no partition");
        }
    }

    private static JsonNode environment(JsonNode workload, String name) throws IOException {
        for (JsonNode variable : workload.at(CONTAINER + "/env")) {
            if (variable.path("name").asText().equals(name)) {
                return variable;
            }
        }
        throw new IOException(name + " is missing");
    }

    private static Set<String> names(List<JsonNode> resources) {
        Set<String> names = new TreeSet<>();
        resources.forEach(resource -> names.add(Manifests.name(resource)));
        return names;
    }
}
