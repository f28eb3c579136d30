package io.conteur.systemtests.containers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.conteur.systemtests.deployment.Manifests;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Rendered Kubernetes resources. */
record RenderedManifests(List<JsonNode> resources) {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final Set<String> SERVED = Set.of("Deployment", "StatefulSet");

    /** In the place of size and length: a training that takes seconds. */
    private static final List<String> QUICK =
            List.of(
                    "--size=tiny",
                    "--steps=20",
                    "--batch=2",
                    "--context=64",
                    "--vocabulary-size=300");

    /**
     * Renders a resource of {@code deploy} with components, which the job is one of that requests a
     * training.
     *
     * @param work an empty folder
     */
    static RenderedManifests render(String resource, List<String> components, Path work)
            throws IOException, InterruptedException {
        return new RenderedManifests(Manifests.render(work, resource, components));
    }

    /** Everything that runs until it is stopped. */
    List<Workload> services() {
        return resources.stream()
                .filter(resource -> SERVED.contains(resource.path("kind").asText()))
                .map(Workload::new)
                .toList();
    }

    Workload service(String name) {
        return services().stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The job that requests a training, of a tiny model. */
    Workload trainJob() {
        JsonNode job = ofKind("Job").findFirst().orElseThrow().deepCopy();
        ObjectNode container = (ObjectNode) job.at("/spec/template/spec/containers/0");
        ArrayNode arguments = YAML.createArrayNode();
        for (JsonNode argument : container.path("args")) {
            if (!argument.asText().matches("--(size|steps|minutes)=.*")) {
                arguments.add(argument);
            }
        }
        QUICK.forEach(arguments::add);
        container.set("args", arguments);
        return new Workload(job);
    }

    Stream<JsonNode> ofKind(String kind) {
        return resources.stream().filter(resource -> resource.path("kind").asText().equals(kind));
    }
}
