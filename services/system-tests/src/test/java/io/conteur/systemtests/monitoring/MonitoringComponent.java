package io.conteur.systemtests.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.conteur.systemtests.House;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The alerts and the dashboard that operators get, in {@code deploy/components/monitoring}. */
public final class MonitoringComponent {
    static final YAMLMapper YAML = new YAMLMapper();

    private static final Path FOLDER = House.root().resolve("deploy/components/monitoring");

    /** Quoted text, label matchers, ranges, and the labels of a grouping or of a match. */
    private static final Pattern NO_METRICS =
            Pattern.compile(
                    "\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]"
                            + "|\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");

    /** A word that is not the name of a function, nor the exponent of a number. */
    private static final Pattern WORD = Pattern.compile("(?<![\\w.])[a-zA-Z_:][\\w:]*+(?!\\s*\\()");

    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

    private MonitoringComponent() {}

    /** The file of rules as Prometheus reads it, out of the operator's resource. */
    static JsonNode rules() throws IOException {
        return YAML.readTree(FOLDER.resolve("alerts.yaml").toFile()).path("spec");
    }

    static List<JsonNode> alerts() throws IOException {
        List<JsonNode> alerts = new ArrayList<>();
        rules().path("groups").forEach(group -> group.path("rules").forEach(alerts::add));
        return alerts;
    }

    /** Names of all metrics that an alert or a panel reads. */
    public static Set<String> metrics() throws IOException {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : alerts()) {
            names.addAll(metrics(alert.path("expr").asText()));
        }
        JsonNode dashboard = new ObjectMapper().readTree(FOLDER.resolve("dashboard.json").toFile());
        for (JsonNode panel : dashboard.path("panels")) {
            panel.path("targets")
                    .forEach(target -> names.addAll(metrics(target.path("expr").asText())));
        }
        return names;
    }

    /** Names of the metrics of an expression in PromQL. */
    static Set<String> metrics(String expression) {
        Set<String> names = new TreeSet<>();
        WORD.matcher(NO_METRICS.matcher(expression).replaceAll(""))
                .results()
                .map(MatchResult::group)
                .filter(word -> !OPERATORS.contains(word))
                .forEach(names::add);
        return names;
    }
}
