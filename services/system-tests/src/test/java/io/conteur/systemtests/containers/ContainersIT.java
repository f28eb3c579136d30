package io.conteur.systemtests.containers;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.conteur.events.training.Progressed.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The images in containers, as the Kubernetes manifests say: user, read-only root, capabilities,
 * memory, environment, volumes and grace periods. What only a cluster does is not tested:
 * scheduling, probes, budgets, network policies. It needs podman, kubectl, and the images that the
 * Dockerfiles and {@code docker-compose.yml} name, or a registry that has them.
 *
 * <ul>
 *   <li>{@code -Dconteur.containers=true}: runs the test, some minutes
 *   <li>{@code -Dconteur.containers.folder=overlays/dev}: of {@code deploy}, what is rendered
 *   <li>{@code -Dconteur.containers.components=train-job}: what is added to that, in this order;
 *       with {@code kafka,train-job,kafka-users,monitoring} and the folder {@code base} it is
 *       production, whose broker asks for certificates and grants the users' rights alone
 *   <li>{@code -Dconteur.containers.prompts=1000}: that arrive during a rolling update
 *   <li>{@code -Dconteur.containers.every=150}: milliseconds between two of them
 * </ul>
 */
@EnabledIfSystemProperty(
        named = "conteur.containers",
        matches = "true",
        disabledReason = "containers are tested with -Dconteur.containers=true")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContainersIT {
    private static final String FOLDER =
            System.getProperty("conteur.containers.folder", "overlays/dev");
    private static final List<String> COMPONENTS =
            List.of(
                    System.getProperty("conteur.containers.components", "train-job")
                            .split(",", -1));
    private static final int PROMPTS = Integer.getInteger("conteur.containers.prompts", 1000);
    private static final Duration EVERY =
            Duration.ofMillis(Integer.getInteger("conteur.containers.every", 150));
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration MOST_FOR_FIRST_PART = Duration.ofSeconds(5);

    /** By the signal, after shutting down; or by itself. */
    private static final Set<Integer> STOPPED = Set.of(143, 0);

    private static final List<String> ANIMALS = List.of("fox", "hare", "owl", "bear", "mouse");
    private static final String GENERATOR = "story-generator";

    @TempDir static Path folder;

    private static RenderedManifests manifests;
    private static Cluster cluster;
    private static final Map<String, Pod> PODS = new LinkedHashMap<>();

    @BeforeAll
    static void everyPodIsReady() throws Exception {
        manifests =
                RenderedManifests.render(
                        FOLDER, COMPONENTS, Files.createDirectory(folder.resolve("overlay")));
        Optional<BrokerSecurity> security = Optional.empty();
        if (BrokerSecurity.wanted(manifests)) {
            security =
                    Optional.of(
                            BrokerSecurity.in(Files.createDirectory(folder.resolve("secrets"))));
            manifests = security.get().withSecrets(manifests);
        }
        cluster = new Cluster(manifests, corpus(), security);
        cluster.buildImages();
        cluster.startBroker();
        for (Workload service : manifests.services()) {
            PODS.put(service.name(), cluster.start(service, service.name() + "-0"));
        }
        PODS.values().forEach(ContainersIT::awaitReady);
    }

    @AfterAll
    static void remove() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    @Order(1)
    void aJobTrainsAModelThatAnswers() throws Exception {
        Pod job = cluster.start(manifests.trainJob(), "train-job-0");
        assertEquals(0, job.awaitExit(), job.lastOutput());
        assertEquals(State.COMPLETED, TrainingEnd.await(cluster.bootstrap()).state());

        try (PromptLoad story = new PromptLoad(cluster.bootstrap())) {
            story.send(1, Duration.ZERO);
            await().atMost(LIMIT).until(() -> story.answered() == 1);

            assertEquals(Map.of(), story.lost());
        }
    }

    @Test
    @Order(2)
    void aRollingUpdateUnderLoadLosesNothing() throws Exception {
        List<Pod> running = new ArrayList<>(List.of(PODS.remove(GENERATOR), generator(1)));
        running.forEach(ContainersIT::awaitReady);
        try (PromptLoad load = new PromptLoad(cluster.bootstrap())) {
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(() -> load.send(PROMPTS, EVERY));
            for (int i = 0; i < 2; i++) {
                int soFar = PROMPTS * (i + 1) / 4;
                await().atMost(LIMIT).until(() -> load.sent() >= soFar);
                Pod replacement = generator(2 + i);
                awaitReady(replacement);
                running.add(replacement);
                requireStops(running.remove(0));
            }
            sending.get(LIMIT.toMinutes(), MINUTES);
            await().atMost(LIMIT).until(() -> load.answered() == load.sent());

            Duration p99 = load.timeToFirstPart(0.99);
            System.out.printf(
                    "%d prompts, one each %d ms, through a rolling update: %d lost; first part after"
                            + " %d ms (p50), %d ms (p99), %d ms (slowest)%n",
                    load.sent(),
                    EVERY.toMillis(),
                    load.lost().size(),
                    load.timeToFirstPart(0.5).toMillis(),
                    p99.toMillis(),
                    load.timeToFirstPart(1).toMillis());
            assertEquals(Map.of(), load.lost());
            assertTrue(p99.compareTo(MOST_FOR_FIRST_PART) < 0, p99::toString);
        }
        PODS.put(GENERATOR, running.remove(0));
        running.forEach(ContainersIT::requireStops);
    }

    @Test
    @Order(3)
    void everyPodStopsWithinItsGracePeriod() {
        PODS.values().forEach(ContainersIT::requireStops);
    }

    private static Pod generator(int number) {
        return cluster.start(manifests.service(GENERATOR), GENERATOR + "-" + number);
    }

    private static void awaitReady(Pod pod) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(500))
                .failFast(() -> assertFalse(pod.ended(), pod::lastOutput))
                .until(pod::ready);
    }

    private static void requireStops(Pod pod) {
        Pod.End end = pod.stop();
        System.out.printf(
                "%s stopped with %d after %.1f s of %d%n",
                pod.workload().name(),
                end.exitCode(),
                end.took().toMillis() / 1000.0,
                pod.workload().graceSeconds());
        assertTrue(STOPPED.contains(end.exitCode()), pod.workload().name() + " " + end);
    }

    /** A corpus that any user may read. */
    private static Path corpus() throws Exception {
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        Files.write(
                corpus.resolve("prompts.txt"),
                IntStream.range(0, 100)
                        .mapToObj(i -> "A " + ANIMALS.get(i % 5) + " and the number " + i)
                        .toList());
        Files.write(
                corpus.resolve("stories.txt"),
                IntStream.range(0, 100)
                        .mapToObj(
                                i ->
                                        "The %s counted to %d and went home to sleep under the tree."
                                                .formatted(ANIMALS.get(i % 5), i))
                        .toList());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(corpus, PosixFilePermissions.fromString("rwxr-xr-x"));
        return corpus;
    }
}
