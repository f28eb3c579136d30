package io.conteur.systemtests.containers;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The environment of a container, as a kubelet makes it of a manifest. */
final class ContainerEnvironment {
    private static final Pattern REFERENCE = Pattern.compile("\\$(\\$)?\\(([A-Za-z0-9_]+)\\)");

    private final RenderedManifests manifests;
    private final JsonNode container;
    private final String pod;
    private final Map<String, String> variables = new LinkedHashMap<>();

    private ContainerEnvironment(RenderedManifests manifests, JsonNode container, String pod) {
        this.manifests = manifests;
        this.container = container;
        this.pod = pod;
    }

    /**
     * @param pod the pod's name
     * @throws IllegalStateException when the manifest refers to what is not there
     */
    static ContainerEnvironment of(RenderedManifests manifests, JsonNode container, String pod) {
        ContainerEnvironment environment = new ContainerEnvironment(manifests, container, pod);
        container.path("envFrom").forEach(environment::addAll);
        container.path("env").forEach(environment::add);
        return environment;
    }

    Map<String, String> variables() {
        return Collections.unmodifiableMap(variables);
    }

    private void addAll(JsonNode source) {
        JsonNode reference =
                source.has("configMapRef") ? source.path("configMapRef") : source.path("secretRef");
        String kind = source.has("configMapRef") ? "ConfigMap" : "Secret";
        manifests
                .ofKind(kind)
                .filter(it -> it.at("/metadata/name").equals(reference.path("name")))
                .findFirst()
                .ifPresentOrElse(
                        found ->
                                found.path("data")
                                        .properties()
                                        .forEach(
                                                entry ->
                                                        variables.put(
                                                                entry.getKey(),
                                                                entry.getValue().asText())),
                        () -> requireOptional(reference, kind));
    }

    private void add(JsonNode variable) {
        String name = variable.path("name").asText();
        JsonNode from = variable.path("valueFrom");
        if (variable.has("value")) {
            variables.put(name, expand(variable.path("value").asText()));
        } else if (from.has("fieldRef")) {
            variables.put(name, field(from.at("/fieldRef/fieldPath").asText()));
        } else if (from.has("resourceFieldRef")) {
            variables.put(name, resource(from.path("resourceFieldRef")));
        } else {
            addSecret(name, from.path("secretKeyRef"));
        }
    }

    private void addSecret(String variable, JsonNode reference) {
        manifests
                .ofKind("Secret")
                .filter(it -> it.at("/metadata/name").equals(reference.path("name")))
                .map(it -> it.path("data").path(reference.path("key").asText()).asText())
                .findFirst()
                .ifPresentOrElse(
                        value -> variables.put(variable, value),
                        () -> requireOptional(reference, "Secret"));
    }

    private static void requireOptional(JsonNode reference, String kind) {
        if (!reference.path("optional").asBoolean()) {
            throw new IllegalStateException("there is no " + kind + " for " + reference);
        }
    }

    /**
     * A text with the variables that it names. A reference to an unknown one stays as it is;
     * $$(NAME) is $(NAME).
     */
    String expand(String value) {
        return REFERENCE
                .matcher(value)
                .replaceAll(
                        match ->
                                Matcher.quoteReplacement(
                                        match.group(1) != null
                                                ? match.group().substring(1)
                                                : variables.getOrDefault(
                                                        match.group(2), match.group())));
    }

    /** The pod's name, or a label that a controller sets: the same for all pods of a workload. */
    private String field(String path) {
        if (path.equals("metadata.name")) {
            return pod;
        }
        if (path.startsWith("metadata.labels[")) {
            return pod.substring(0, pod.lastIndexOf('-'));
        }
        throw new IllegalStateException("the field " + path + " is not known here");
    }

    /** Rounded up to a whole number of divisors. */
    private String resource(JsonNode reference) {
        String path = "/resources/" + reference.path("resource").asText().replace('.', '/');
        Quantity amount = Quantity.parse(container.at(path).asText());
        Quantity divisor = Quantity.parse(reference.path("divisor").asText("1"));
        return amount.getNumericalAmount()
                .divide(divisor.getNumericalAmount(), 0, RoundingMode.CEILING)
                .toPlainString();
    }
}
