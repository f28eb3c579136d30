package io.conteur.systemtests.deployment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.conteur.systemtests.House;
import io.conteur.systemtests.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The YAML files under {@code deploy}, as they lie there and as kustomize renders them. */
public final class Manifests {
    static final Path DEPLOY = House.root().resolve("deploy");
    private static final YAMLMapper YAML = new YAMLMapper();

    private Manifests() {}

    /** The documents of a file under {@code deploy}. */
    static List<JsonNode> read(String file) throws IOException {
        return read(DEPLOY.resolve(file));
    }

    static List<JsonNode> read(Path file) throws IOException {
        return parse(Files.readString(file));
    }

    /** Every YAML file but the kustomizations. */
    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** What kustomize makes of a folder; skips the test where there is no kubectl. */
    static List<JsonNode> render(Path folder) throws IOException, InterruptedException {
        assumeTrue(Programs.onPath("kubectl"), "kubectl is not on the PATH");
        Process process =
                new ProcessBuilder("kubectl", "kustomize", folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        String rendered =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), folder.toString());
        return parse(rendered);
    }

    /** The documents of a text. */
    public static List<JsonNode> parse(String yaml) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll();
        }
    }

    /** Renders a kustomization that puts components on a resource of {@code deploy}. */
    public static List<JsonNode> render(Path empty, String resource, List<String> components)
            throws IOException, InterruptedException {
        Path folder = empty.toRealPath();
        Path deploy = DEPLOY.toRealPath();
        Files.writeString(
                folder.resolve("kustomization.yaml"),
                """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: conteur
                resources: [%s]
                components: %s
                """
                        .formatted(
                                folder.relativize(deploy.resolve(resource)),
                                components.stream()
                                        .map(each -> deploy.resolve("components/" + each))
                                        .map(folder::relativize)
                                        .toList()));
        return render(folder);
    }

    static List<JsonNode> ofKind(List<JsonNode> resources, String... kinds) {
        return resources.stream()
                .filter(each -> List.of(kinds).contains(each.path("kind").asText()))
                .toList();
    }

    /** Deployments, stateful sets and jobs. */
    static List<JsonNode> workloads(List<JsonNode> resources) {
        return ofKind(resources, "Deployment", "StatefulSet", "Job");
    }

    static String name(JsonNode resource) {
        return resource.at("/metadata/name").asText();
    }
}
