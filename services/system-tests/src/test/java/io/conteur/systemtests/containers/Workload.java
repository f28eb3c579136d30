package io.conteur.systemtests.containers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A Deployment, StatefulSet or Job, and how podman runs one of its pods. */
record Workload(JsonNode manifest) {
    private static final int STANDARD_GRACE_SECONDS = 30;

    String name() {
        return manifest.at("/metadata/name").asText();
    }

    /** Such as {@code story-generator}: the name of the image and of its folder. */
    String imageName() {
        String image = container().path("image").asText();
        return image.substring(image.indexOf('/') + 1, image.lastIndexOf(':'));
    }

    int graceSeconds() {
        return template().path("terminationGracePeriodSeconds").asInt(STANDARD_GRACE_SECONDS);
    }

    /** The path of the readiness probe, and its port. */
    Probe readiness() {
        JsonNode request = container().at("/readinessProbe/httpGet");
        return new Probe(port(request.path("port")), request.path("path").asText());
    }

    /** Where a service says how it is. */
    record Probe(int port, String path) {}

    /** The ports that the container listens on. */
    List<Integer> ports() {
        List<Integer> ports = new ArrayList<>();
        container().path("ports").forEach(port -> ports.add(port.path("containerPort").asInt()));
        return ports;
    }

    private int port(JsonNode nameOrNumber) {
        for (JsonNode port : container().path("ports")) {
            if (port.path("name").equals(nameOrNumber)) {
                return port.path("containerPort").asInt();
            }
        }
        return nameOrNumber.asInt();
    }

    JsonNode container() {
        return template().at("/containers/0");
    }

    private JsonNode template() {
        return manifest.at("/spec/template/spec");
    }

    /** The arguments of the container's program; those of the image when there are none. */
    List<String> programArguments() {
        List<String> arguments = new ArrayList<>();
        container().path("args").forEach(argument -> arguments.add(argument.asText()));
        return arguments;
    }

    /**
     * Podman's options for what the manifest says about user, privileges, memory and volumes.
     *
     * @param volumes the engine's volume, or folder, by the name of the manifest's volume
     */
    List<String> options(UnaryOperator<String> volumes) {
        List<String> options = new ArrayList<>();
        JsonNode user = template().path("securityContext");
        options.add(
                "--user=%d:%d"
                        .formatted(
                                user.path("runAsUser").asInt(), user.path("runAsGroup").asInt()));
        JsonNode privileges = container().path("securityContext");
        if (privileges.path("readOnlyRootFilesystem").asBoolean()) {
            options.addAll(List.of("--read-only", "--read-only-tmpfs=false"));
        }
        if (!privileges.path("allowPrivilegeEscalation").asBoolean(true)) {
            options.add("--security-opt=no-new-privileges");
        }
        privileges.at("/capabilities/drop").forEach(it -> options.add("--cap-drop=" + it.asText()));
        JsonNode memory = container().at("/resources/limits/memory");
        options.add("--memory=" + memory.asText().replaceFirst("i$", ""));
        for (JsonNode mount : container().path("volumeMounts")) {
            options.add(
                    "--volume=%s:%s%s"
                            .formatted(
                                    volumes.apply(mount.path("name").asText()),
                                    mount.path("mountPath").asText(),
                                    mount.path("readOnly").asBoolean() ? ":ro" : ""));
        }
        return options;
    }

    /** The claim behind a volume of the manifest; empty for one that the pod has for itself. */
    String claim(String volume) {
        return volume(volume).at("/persistentVolumeClaim/claimName").asText();
    }

    /** The secret behind a volume of the manifest; empty for another. */
    String secret(String volume) {
        return volume(volume).at("/secret/secretName").asText();
    }

    private JsonNode volume(String volume) {
        for (JsonNode each : template().path("volumes")) {
            if (each.path("name").asText().equals(volume)) {
                return each;
            }
        }
        throw new IllegalStateException(name() + " has no volume " + volume);
    }
}
