package io.conteur.systemtests.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.conteur.systemtests.deployment.Manifests;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContainerEnvironmentTest {
    @Test
    void variablesComeFromMapsFieldsResourcesAndOneAnother() throws IOException {
        JsonNode container =
                read(
                        """
                        resources: { requests: { cpu: 1500m, memory: 2Gi } }
                        envFrom:
                          - configMapRef: { name: conteur }
                          - secretRef: { name: none, optional: true }
                        env:
                          - name: CPUS
                            valueFrom: { resourceFieldRef: { resource: requests.cpu, divisor: "1" } }
                          - name: MEBIBYTES
                            valueFrom: { resourceFieldRef: { resource: requests.memory, divisor: 1Mi } }
                          - name: OPTIONS
                            value: -XX:ActiveProcessorCount=$(CPUS) $(NONE) $$(CPUS)
                          - name: INSTANCE
                            valueFrom: { fieldRef: { fieldPath: metadata.name } }
                          - name: KEY
                            valueFrom: { secretKeyRef: { name: none, key: key, optional: true } }
                        """);

        assertEquals(
                Map.of(
                        "ROOT", "/artifacts",
                        "CPUS", "2",
                        "MEBIBYTES", "2048",
                        "OPTIONS", "-XX:ActiveProcessorCount=2 $(NONE) $(CPUS)",
                        "INSTANCE", "trainer-0"),
                ContainerEnvironment.of(manifests(), container, "trainer-0").variables());
    }

    @Test
    void whatMustBeThereIsMissed() throws IOException {
        JsonNode container = read("envFrom: [{ configMapRef: { name: none } }]");

        assertThrows(
                IllegalStateException.class,
                () -> ContainerEnvironment.of(manifests(), container, "trainer-0"));
    }

    private static RenderedManifests manifests() throws IOException {
        return new RenderedManifests(
                List.of(
                        read(
                                """
                                kind: ConfigMap
                                metadata: { name: conteur }
                                data: { ROOT: /artifacts }
                                """)));
    }

    private static JsonNode read(String document) throws IOException {
        return Manifests.parse(document).get(0);
    }
}
