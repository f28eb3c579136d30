package io.conteur.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An overlay changes what the base has; a misspelt name would add something beside it. */
class OverlayTest {
    private static final Path DEPLOY = House.root().resolve("deploy");
    private static final YAMLMapper YAML = new YAMLMapper();

    @Test
    void patchesMeetDeploymentsAndContainersOfTheBase() throws IOException {
        Map<String, Set<String>> base = new TreeMap<>();
        for (String file : List.of("tokenizer-trainer", "model-trainer", "story-generator")) {
            base.putAll(containers(read("base/" + file + ".yaml")));
        }

        Map<String, Set<String>> patched = containers(read("overlays/gpu/gpu.yaml"));

        assertEquals(Set.of("model-trainer", "story-generator"), patched.keySet());
        patched.forEach((name, containers) -> assertEquals(base.get(name), containers, name));
    }

    @Test
    void kubectlRendersBaseAndOverlay() throws IOException, InterruptedException {
        assumeTrue(kubectl(), "kubectl is not on the PATH");

        List<JsonNode> base = render("base");
        List<JsonNode> gpu = render("overlays/gpu");

        assertEquals(containers(base), containers(gpu));
        assertEquals(base.size(), gpu.size());
        assertEquals(List.of(), limits(base));
        assertEquals(List.of("1", "1"), limits(gpu));
    }

    @Test
    void theComponentPutsABucketInThePlaceOfTheVolume(@TempDir Path overlay)
            throws IOException, InterruptedException {
        assumeTrue(kubectl(), "kubectl is not on the PATH");
        Path from = overlay.toRealPath();
        Files.writeString(
                from.resolve("kustomization.yaml"),
                """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [%s]
                components: [%s]
                """
                        .formatted(
                                from.relativize(DEPLOY.toRealPath().resolve("base")),
                                from.relativize(DEPLOY.toRealPath().resolve("components/s3"))));

        List<JsonNode> base = render("base");
        List<JsonNode> rendered = render(from.toString());

        assertEquals(containers(base), containers(rendered));
        assertEquals(base.size() - 1, rendered.size(), "all but the volume claim");
        for (JsonNode deployment : deployments(rendered)) {
            JsonNode pod = deployment.at("/spec/template/spec");
            boolean stores = !deployment.at("/metadata/name").asText().equals("http-api");
            assertEquals(List.of("tmp"), pod.path("volumes").findValuesAsText("name"));
            assertEquals("tmp", pod.at("/containers/0/volumeMounts/0/name").asText());
            assertEquals(
                    stores ? "conteur-s3" : "",
                    pod.at("/containers/0/envFrom/1/secretRef/name").asText());
        }
        assertTrue(
                rendered.stream()
                        .map(it -> it.at("/data/CONTEUR_ARTIFACTS_ROOT").asText())
                        .anyMatch(root -> root.startsWith("s3://")));
    }

    @Test
    void theOverlayRunsTheImagesWithLibtorchWhereTheyHoldIt() throws IOException {
        for (JsonNode deployment : read("overlays/gpu/gpu.yaml")) {
            String name = deployment.at("/metadata/name").asText();
            Path dockerfile = House.root().resolve("services/" + name + "/Dockerfile.cu128");
            String image = Files.readString(dockerfile);

            assertTrue(image.contains("-t conteur/" + name + ":" + tags().get(name) + " "), name);
            assertTrue(image.contains("FROM conteur/" + name + "\n"), name);
            assertTrue(image.contains("COPY --from=libtorch lib /opt/libtorch/lib\n"), name);
            for (JsonNode variable : deployment.at("/spec/template/spec/containers/0/env")) {
                String setting =
                        variable.path("name").asText() + "=" + variable.path("value").asText();
                assertTrue(image.contains(" " + setting), setting);
            }
        }
    }

    private static Map<String, String> tags() throws IOException {
        Map<String, String> tags = new TreeMap<>();
        read("overlays/gpu/kustomization.yaml")
                .get(0)
                .path("images")
                .forEach(
                        image ->
                                tags.put(
                                        image.path("name").asText().replace("conteur/", ""),
                                        image.path("newTag").asText()));
        return tags;
    }

    private static List<JsonNode> render(String folder) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder("kubectl", "kustomize", DEPLOY.resolve(folder).toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String rendered =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), folder);
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(rendered)) {
            return documents.readAll();
        }
    }

    private static List<JsonNode> read(String file) throws IOException {
        try (var documents =
                YAML.readerFor(JsonNode.class)
                        .<JsonNode>readValues(DEPLOY.resolve(file).toFile())) {
            return documents.readAll();
        }
    }

    /** The container names of every deployment. */
    private static Map<String, Set<String>> containers(List<JsonNode> resources) {
        Map<String, Set<String>> names = new TreeMap<>();
        for (JsonNode deployment : deployments(resources)) {
            Set<String> containers = new TreeSet<>();
            deployment
                    .at("/spec/template/spec/containers")
                    .forEach(container -> containers.add(container.path("name").asText()));
            names.put(deployment.at("/metadata/name").asText(), containers);
        }
        return names;
    }

    /** How many GPUs each deployment that has one asks for. */
    private static List<String> limits(List<JsonNode> resources) {
        return deployments(resources).stream()
                .map(it -> it.at("/spec/template/spec/containers/0/resources/limits"))
                .filter(limits -> limits.has("nvidia.com/gpu"))
                .map(limits -> limits.path("nvidia.com/gpu").asText())
                .toList();
    }

    private static List<JsonNode> deployments(List<JsonNode> resources) {
        return resources.stream()
                .filter(resource -> resource.path("kind").asText().equals("Deployment"))
                .toList();
    }

    private static boolean kubectl() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.of(path.split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
    }
}
