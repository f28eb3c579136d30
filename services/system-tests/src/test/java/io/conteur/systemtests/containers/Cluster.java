package io.conteur.systemtests.containers;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.conteur.systemtests.House;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** A network with one broker, volumes for the claims, and the pods that are started in it. */
final class Cluster implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final String CORPUS = "corpus";

    /** What only several brokers can keep. */
    private static final String MIN_REPLICAS = "min.insync.replicas";

    private final String name = "conteur-it-" + UUID.randomUUID().toString().substring(0, 8);
    private final RenderedManifests manifests;
    private final Path corpus;
    private final Optional<BrokerSecurity> security;
    private final List<Pod> pods = new ArrayList<>();
    private final List<String> volumes = new ArrayList<>();
    private int port;

    /**
     * @param corpus a folder that is mounted as the claim of that name
     * @param security of the broker, if it asks pods for certificates
     */
    Cluster(RenderedManifests manifests, Path corpus, Optional<BrokerSecurity> security) {
        this.manifests = manifests;
        this.corpus = corpus;
        this.security = security;
        Podman.run("network", "create", name);
    }

    /** Builds an image of each service and of the command line, under names of this cluster. */
    void buildImages() throws IOException {
        List<Workload> workloads = new ArrayList<>(manifests.services());
        workloads.add(manifests.trainJob());
        for (Workload workload : workloads) {
            Path folder = House.root().toRealPath().resolve("services/" + workload.imageName());
            Podman.run("build", "--quiet", "--tag=" + image(workload), folder.toString());
        }
    }

    private String image(Workload workload) {
        return "localhost/%s/%s:1.0.0".formatted(name, workload.imageName());
    }

    /** Kafka's address on this machine. */
    String bootstrap() {
        return "localhost:" + port;
    }

    /** Starts a broker under the name that the services know it by, and creates the topics. */
    void startBroker() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        String inside =
                manifests
                        .ofKind("ConfigMap")
                        .map(config -> config.at("/data/KAFKA_BOOTSTRAP_SERVERS").asText())
                        .findFirst()
                        .orElseThrow();
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--detach",
                                "--name=" + name + "-kafka",
                                "--network=" + name,
                                "--network-alias=" + inside.substring(0, inside.indexOf(':')),
                                "--publish=127.0.0.1:%d:19092".formatted(port)));
        brokerSettings(inside)
                .forEach(
                        (key, value) ->
                                command.add(
                                        "--env=KAFKA_%s=%s"
                                                .formatted(
                                                        key.toUpperCase(Locale.ROOT)
                                                                .replace('.', '_'),
                                                        value)));
        security.ifPresent(it -> command.add(it.brokerVolume()));
        command.add(composed("kafka").path("image").asText());
        Podman.run(command);
        createTopics();
    }

    /** Of one broker, with how the production cluster treats consumer groups. */
    private Map<String, String> brokerSettings(String inside) throws IOException {
        Map<String, String> settings = new HashMap<>();
        settings.put("node.id", "1");
        settings.put("process.roles", "broker,controller");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("controller.quorum.voters", "1@localhost:9099");
        settings.put(
                "listeners",
                "INSIDE://:%s,HOST://:19092,CONTROLLER://:9099"
                        .formatted(inside.substring(inside.indexOf(':') + 1)));
        settings.put("advertised.listeners", "INSIDE://" + inside + ",HOST://" + bootstrap());
        settings.put("inter.broker.listener.name", "INSIDE");
        settings.put(
                "listener.security.protocol.map",
                "INSIDE:PLAINTEXT,HOST:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("auto.create.topics.enable", "false");
        settings.put("log.dirs", "/var/lib/kafka/data");
        if (security.isPresent()) {
            settings.putAll(BrokerSecurity.brokerSettings());
        }
        Path kafka = House.root().resolve("deploy/components/kafka/kafka.yaml");
        new YAMLMapper()
                .readTree(kafka.toFile())
                .at("/spec/kafka/config")
                .properties()
                .forEach(
                        setting -> {
                            if (setting.getKey().startsWith("group.")) {
                                settings.put(setting.getKey(), setting.getValue().asText());
                            }
                        });
        return settings;
    }

    private static JsonNode composed(String service) throws IOException {
        Path compose = House.root().resolve("docker-compose.yml");
        return new YAMLMapper().readTree(compose.toFile()).at("/services/" + service);
    }

    private void createTopics() throws IOException {
        List<NewTopic> topics =
                manifests
                        .ofKind("KafkaTopic")
                        .map(
                                topic ->
                                        new NewTopic(
                                                        topic.at("/metadata/name").asText(),
                                                        topic.at("/spec/partitions").asInt(),
                                                        (short) 1)
                                                .configs(configuration(topic)))
                        .toList();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap()))) {
            await().atMost(LIMIT)
                    .ignoreExceptions()
                    .until(() -> admin.describeCluster().nodes().get().size() == 1);
            admin.createTopics(topics);
            if (security.isPresent()) {
                BrokerSecurity.grant(admin);
            }
            await().atMost(LIMIT)
                    .until(() -> admin.listTopics().names().get().size() == topics.size());
        }
    }

    private static Map<String, String> configuration(JsonNode topic) {
        Map<String, String> configuration = new HashMap<>();
        topic.at("/spec/config")
                .properties()
                .forEach(entry -> configuration.put(entry.getKey(), entry.getValue().asText()));
        configuration.remove(MIN_REPLICAS);
        return configuration;
    }

    /** Starts one pod of a workload. */
    Pod start(Workload workload, String pod) {
        String container = name + "-" + pod;
        List<String> command =
                new ArrayList<>(
                        List.of(
                                "run",
                                "--detach",
                                "--name=" + container,
                                "--hostname=" + pod,
                                "--network=" + name));
        command.addAll(workload.options(volume -> volume(workload, volume, container)));
        ContainerEnvironment environment =
                ContainerEnvironment.of(manifests, workload.container(), pod);
        environment.variables().forEach((key, value) -> command.add("--env=" + key + "=" + value));
        workload.ports().forEach(number -> command.add("--publish=127.0.0.1::" + number));
        command.add(image(workload));
        workload.programArguments().forEach(each -> command.add(environment.expand(each)));
        Podman.run(command);
        Pod started = new Pod(workload, container);
        pods.add(started);
        return started;
    }

    private String volume(Workload workload, String volume, String container) {
        String secret = workload.secret(volume);
        if (!secret.isEmpty()) {
            return security.orElseThrow().secret(secret).toString();
        }
        String claim = workload.claim(volume);
        if (claim.equals(CORPUS)) {
            return corpus.toString();
        }
        String wanted = claim.isEmpty() ? container + "-" + volume : name + "-" + claim;
        if (!volumes.contains(wanted)) {
            // What fsGroup does in a cluster.
            Podman.run("volume", "create", "--opt=o=uid=10001,gid=10001", wanted);
            volumes.add(wanted);
        }
        return wanted;
    }

    /** Every pod that was started. */
    List<Pod> pods() {
        return List.copyOf(pods);
    }

    @Override
    public void close() {
        pods.forEach(pod -> remove("rm", pod.container()));
        remove("rm", name + "-kafka");
        volumes.forEach(volume -> remove("volume", "rm", volume));
        remove("network", "rm", name);
        // By its name: the same image may have others.
        Podman.run(
                        "images",
                        "--format={{.Repository}}:{{.Tag}}",
                        "--filter=reference=localhost/" + name + "/*")
                .lines()
                .forEach(image -> Podman.run("rmi", image));
    }

    private static void remove(String... command) {
        List<String> forced = new ArrayList<>(List.of(command));
        forced.add(forced.size() - 1, "--force");
        Podman.run(forced);
    }
}
