package io.conteur.systemtests.monitoring;

import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.systemtests.House;
import io.conteur.systemtests.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every alert fires when it should and not otherwise, and has a page that says what to do. */
class AlertsTest {
    private static final String PROMTOOL = "promtool";
    private static final String RUNBOOKS = "deploy/runbooks";

    @TempDir Path folder;

    @Test
    void prometheusTakesTheRules() throws Exception {
        run("check", "rules", writeRules());
    }

    @Test
    void everyAlertFiresWhenItShouldAndNotOtherwise() throws Exception {
        writeRules();
        try (InputStream tests = tests()) {
            Files.copy(tests, folder.resolve("tests.yaml"));
        }

        run("test", "rules", "tests.yaml");
    }

    @Test
    void everyAlertHasATestInWhichItFiresAndOneInWhichItDoesNot() throws IOException {
        Set<String> firing = new TreeSet<>();
        Set<String> quiet = new TreeSet<>();
        try (InputStream file = tests()) {
            for (JsonNode test : MonitoringComponent.YAML.readTree(file).path("tests")) {
                for (JsonNode expected : test.path("alert_rule_test")) {
                    (expected.path("exp_alerts").isEmpty() ? quiet : firing)
                            .add(expected.path("alertname").asText());
                }
            }
        }

        Set<String> alerts = names();
        assertEquals(alerts, firing);
        assertEquals(alerts, quiet);
    }

    @Test
    void everyAlertHasAPageAndEveryPageAnAlert() throws IOException {
        Set<String> named = new TreeSet<>();
        for (JsonNode alert : MonitoringComponent.alerts()) {
            String page = alert.at("/annotations/runbook").asText();
            named.add(page);

            String title = "# " + alert.path("alert").asText() + "\n";
            assertTrue(Files.readString(House.root().resolve(page)).startsWith(title), page);
        }

        try (Stream<Path> pages = Files.list(House.root().resolve(RUNBOOKS))) {
            assertEquals(
                    pages.map(page -> RUNBOOKS + "/" + page.getFileName())
                            .collect(toCollection(TreeSet::new)),
                    named);
        }
    }

    @Test
    void theNamesOfMetricsAreFoundInAnExpression() {
        assertEquals(
                Set.of("a_total", "b_seconds_bucket", "c"),
                MonitoringComponent.metrics(
                        "sum by (pod) (rate(a_total{x=~\"y|z_total\"}[5m])) / 1e9 > 0.5 unless on (pod)"
                                + " histogram_quantile(0.5, sum by (le) (rate(b_seconds_bucket[$__i])))"
                                + " / on (pod, x) c offset 5m"));
    }

    private static Set<String> names() throws IOException {
        return MonitoringComponent.alerts().stream()
                .map(alert -> alert.path("alert").asText())
                .collect(toCollection(TreeSet::new));
    }

    private static InputStream tests() throws IOException {
        return Files.newInputStream(
                House.root().resolve("services/system-tests/src/test/resources/alerts-test.yaml"));
    }

    private String writeRules() throws IOException {
        MonitoringComponent.YAML.writeValue(
                folder.resolve("rules.yaml").toFile(), MonitoringComponent.rules());
        return "rules.yaml";
    }

    /** Debian has it in the package {@code prometheus}. */
    private void run(String... arguments) throws IOException, InterruptedException {
        assumeTrue(Programs.onPath(PROMTOOL), "there is no promtool: the alerts are not tested");
        Path output = folder.resolve("output");
        Process process =
                new ProcessBuilder(
                                Stream.concat(Stream.of(PROMTOOL), Arrays.stream(arguments))
                                        .toList())
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertTrue(
                ended && process.exitValue() == 0,
                () -> "promtool says: " + new String(bytes(output), StandardCharsets.UTF_8));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            return e.toString().getBytes(StandardCharsets.UTF_8);
        }
    }
}
