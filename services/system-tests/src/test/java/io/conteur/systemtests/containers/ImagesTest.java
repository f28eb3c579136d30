package io.conteur.systemtests.containers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.conteur.systemtests.House;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What all images have in common, and that nothing is taken that may change under its name. */
class ImagesTest {
    private static final Path ROOT = House.root();
    private static final String VERSION = "1.0.0";
    private static final Pattern JDK = Pattern.compile("ARG JDK_IMAGE=.+:17\\.0\\.\\d+_\\d+-jdk\n");
    private static final Pattern BASE = Pattern.compile("ARG BASE_IMAGE=.+:\\d+\\.\\d+[a-z-]*\n");
    private static final Pattern MODULES = Pattern.compile("java\\.se,\\S+");
    private static final Pattern USED = Pattern.compile("-> (jdk\\.[a-z.]+)");
    private static final ToolProvider JDEPS = ToolProvider.findFirst("jdeps").orElseThrow();
    private static final Pattern ACTION = Pattern.compile("uses: (\\S+)");

    @Test
    void everyImageIsMadeOfTheSameJavaAndBaseByTheirExactVersions() throws IOException {
        Set<String> beginnings = new TreeSet<>();
        for (Path dockerfile : dockerfiles("Dockerfile")) {
            String text = Files.readString(dockerfile);
            int user = text.indexOf("RUN groupadd");
            beginnings.add(text.substring(text.indexOf("ARG JDK_IMAGE="), user));
        }

        assertEquals(1, beginnings.size(), "so that they share those layers");
        String beginning = beginnings.iterator().next();
        assertTrue(JDK.matcher(beginning).find(), beginning);
        assertTrue(BASE.matcher(beginning).find(), beginning);
    }

    /** Java SE is there as a whole. */
    @Test
    void theJavaOfTheImagesHasTheModulesThatOurClassesUse() throws IOException {
        String text = Files.readString(ROOT.resolve("services/model-trainer/Dockerfile"));
        List<String> linked =
                List.of(
                        MODULES.matcher(text)
                                .results()
                                .findFirst()
                                .orElseThrow()
                                .group()
                                .split(","));
        Set<String> used = new TreeSet<>();
        try (Stream<Path> modules = Files.list(ROOT.resolve("services"))) {
            for (Path module : modules.toList()) {
                Path classes = module.resolve("target/classes");
                if (Files.isDirectory(classes) && !module.endsWith("benchmarks")) {
                    StringWriter printed = new StringWriter();
                    PrintWriter out = new PrintWriter(printed);
                    JDEPS.run(
                            out,
                            out,
                            "--multi-release=17",
                            "--ignore-missing-deps",
                            "-s",
                            classes.toString());
                    USED.matcher(printed.toString())
                            .results()
                            .map(found -> found.group(1))
                            .forEach(used::add);
                }
            }
        }

        assertTrue(used.contains("jdk.incubator.vector"), used.toString());
        used.removeAll(linked);
        assertEquals(Set.of(), used);
    }

    @Test
    void noProgramOfAnImageMayBeChangedByTheProgramItself() throws IOException {
        for (Path dockerfile : dockerfiles("Dockerfile")) {
            String text = Files.readString(dockerfile);

            assertFalse(text.contains("--chown"), dockerfile.toString());
            assertTrue(text.contains("\nUSER 10001\n"), dockerfile.toString());
        }
    }

    @Test
    void servicesListenOnTheSamePorts() throws IOException {
        for (Path dockerfile : dockerfiles("Dockerfile")) {
            String text = Files.readString(dockerfile);
            if (!dockerfile.getParent().endsWith("cli")) {
                assertTrue(text.contains("\nEXPOSE 8080 9000\n"), dockerfile.toString());
                for (String setting :
                        List.of(
                                "HTTP_PORT=8080",
                                "HTTP_HOST=0.0.0.0",
                                "MANAGEMENT_PORT=9000",
                                "MANAGEMENT_HOST=0.0.0.0")) {
                    assertTrue(text.contains("QUARKUS_" + setting), dockerfile + " " + setting);
                }
            }
        }
    }

    @Test
    void anImageForGpusIsMadeOfTheOneBesideIt() throws IOException {
        for (Path dockerfile : dockerfiles("Dockerfile.cu128")) {
            String name = "conteur/" + dockerfile.getParent().getFileName() + ":" + VERSION;
            String text = Files.readString(dockerfile);

            assertTrue(text.contains("\nFROM " + name + "\n"), dockerfile.toString());
            assertTrue(text.contains("-t " + name + "-cu128 "), dockerfile.toString());
            assertTrue(text.contains("libcudart.so"), "DJL finds no GPU without it");
            assertTrue(text.stripTrailing().lines().anyMatch("USER 10001"::equals));
            for (String variable :
                    List.of(
                            "PYTORCH_LIBRARY_PATH=/opt/libtorch/lib",
                            "PYTORCH_FLAVOR=cu128",
                            "PYTORCH_VERSION=2.7.1",
                            "LD_LIBRARY_PATH=/opt/libtorch/lib",
                            "NVIDIA_DRIVER_CAPABILITIES=compute,utility")) {
                assertTrue(text.contains(variable), variable + " in " + dockerfile);
            }
        }
    }

    @Test
    void composeRunsTheImagesThatTheDockerfilesMake() throws IOException {
        JsonNode services =
                new YAMLMapper()
                        .readTree(ROOT.resolve("docker-compose.yml").toFile())
                        .path("services");
        for (Path dockerfile : dockerfiles("Dockerfile")) {
            String name = dockerfile.getParent().getFileName().toString();
            JsonNode service = services.path(name);

            assertEquals("conteur/" + name + ":" + VERSION, service.path("image").asText());
            assertEquals("services/" + name, service.path("build").asText());
        }
        for (JsonNode service : services) {
            assertTrue(service.path("image").asText().matches(".+:\\d+\\.\\d+\\.\\d+"));
        }
    }

    @Test
    void theCommandLineWaitsInComposeUntilItIsCalled() throws IOException {
        JsonNode services =
                new YAMLMapper()
                        .readTree(ROOT.resolve("docker-compose.yml").toFile())
                        .path("services");
        JsonNode commandLine = services.path("cli");
        JsonNode trainer = services.path("model-trainer");

        assertEquals("train", commandLine.at("/profiles/0").asText());
        assertEquals(trainer.path("environment"), commandLine.path("environment"));
        assertEquals("artifacts:/artifacts", commandLine.at("/volumes/0").asText());
        assertEquals(
                "${CONTEUR_CORPUS:-./corpus}:/corpus:ro", commandLine.at("/volumes/1").asText());
    }

    @Test
    void actionsAreTakenByTheirCommit() throws IOException {
        try (Stream<Path> workflows = Files.list(ROOT.resolve(".github/workflows"))) {
            for (Path workflow : workflows.toList()) {
                ACTION.matcher(Files.readString(workflow))
                        .results()
                        .map(MatchResult::group)
                        .forEach(action -> assertTrue(action.matches(".+@[0-9a-f]{40}"), action));
            }
        }
    }

    private static List<Path> dockerfiles(String name) throws IOException {
        try (Stream<Path> modules = Files.list(ROOT.resolve("services"))) {
            List<Path> found =
                    modules.map(module -> module.resolve(name))
                            .filter(Files::isRegularFile)
                            .toList();
            assertFalse(found.isEmpty());
            return found;
        }
    }
}
