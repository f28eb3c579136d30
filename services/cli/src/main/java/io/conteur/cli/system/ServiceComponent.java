package io.conteur.cli.system;

import io.conteur.cli.system.HealthProbe.Endpoint;
import io.conteur.cli.system.HealthProbe.Fault;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service. It keeps its ports over restarts unless another process has taken them. */
final class ServiceComponent implements SystemComponent {
    /** For glibc: keeps step buffers for reuse, and returns free memory above 128 MiB. */
    private static final Map<String, String> MALLOC_TUNING =
            Map.of(
                    "MALLOC_ARENA_MAX", "2",
                    "MALLOC_MMAP_THRESHOLD_", "67108864",
                    "MALLOC_TRIM_THRESHOLD_", "134217728");

    /** For a fast start (C1 only), with a heap that holds no model. */
    private static final List<String> FAST_START = List.of("-Xmx384m", "-XX:TieredStopAtLevel=1");

    /** For hashing and encoding corpora, which C2 makes fast, with a heap that holds no model. */
    private static final List<String> FAST_READING = List.of("-Xmx384m");

    /**
     * For the same; the heap grows to a quarter of the memory when several workers train, since it
     * holds their copies of the weights.
     */
    private static final List<String> TRAINING = List.of("-Xms128m");

    /**
     * For fast generation, with a heap that holds models: by default a quarter of the memory. The
     * large young generation makes collections, which pause every story, rare.
     */
    private static final List<String> FAST_GENERATION =
            ModuleFinder.ofSystem().find("jdk.incubator.vector").isPresent()
                    ? List.of("-Xms96m", "-Xmn64m", "--add-modules=jdk.incubator.vector")
                    : List.of("-Xms64m");

    /**
     * A service with its JVM options and environment.
     *
     * @param port of its page or API, if no other process has it; 0 when it has neither
     */
    record Service(String name, List<String> java, Map<String, String> environment, int port) {
        Service(String name, List<String> java, Map<String, String> environment) {
            this(name, java, environment, 0);
        }

        /** The packaged service. */
        Path jar() {
            return Installation.home()
                    .resolve("services")
                    .resolve(name)
                    .resolve("target/quarkus-app/quarkus-run.jar");
        }

        Service with(String variable, String value) {
            Map<String, String> more = new HashMap<>(environment);
            more.put(variable, value);
            return new Service(name, java, more, port);
        }
    }

    /** The service that other programs call, at an address that they can keep. */
    static final String HTTP_API = "http-api";

    /** All services, in the order of the data flow. */
    static final List<Service> ALL =
            List.of(
                    new Service("tokenizer-trainer", FAST_READING, Map.of()),
                    new Service("model-trainer", TRAINING, MALLOC_TUNING),
                    new Service("story-generator", FAST_GENERATION, Map.of()),
                    new Service(HTTP_API, FAST_START, Map.of(), 8084));

    /** The page, which holds little and is to take little; without memory it is started anew. */
    static final Service CONSOLE =
            new Service(
                    "console",
                    List.of("-Xmx96m", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError"),
                    Map.of("MALLOC_ARENA_MAX", "2"),
                    8085);

    private static final String CACHE_DIRECTORY = "CONTEUR_ARTIFACTS_CACHE_DIRECTORY";

    private final Service service;
    private final Path data;
    private final String bootstrap;
    private final String artifacts;
    private final HealthProbe health = new HealthProbe();
    private volatile int port;
    private volatile int managementPort;

    ServiceComponent(Service service, Path data, String bootstrap, String artifacts) {
        this.service = service;
        this.data = data;
        this.bootstrap = bootstrap;
        this.artifacts = artifacts;
        this.port = service.port;
    }

    @Override
    public ChildProcess start() throws IOException {
        port = port == 0 ? 0 : LocalPorts.freeOr(port);
        managementPort = LocalPorts.freeOr(managementPort);
        Path jar = service.jar();
        List<String> options = new ArrayList<>(service.java);
        options.addAll(new ClassArchive(jar).options());
        Map<String, String> environment = new HashMap<>(service.environment);
        environment.putAll(environment(bootstrap, artifacts, port, managementPort));
        environment.put(
                CACHE_DIRECTORY,
                Optional.ofNullable(System.getenv(CACHE_DIRECTORY))
                        .orElseGet(() -> data.resolve("cache").toString()));
        environment.put("CONTEUR_INSTANCE", service.name);
        return ChildProcess.start(
                service.name,
                data.resolve("logs").resolve(service.name + ".log"),
                JavaCommand.of(options, List.of("-jar", jar.toString())),
                environment);
    }

    /** The environment variables of every service: its broker, artifact root and ports. */
    static Map<String, String> environment(
            String bootstrap, String artifacts, int port, int managementPort) {
        return Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                bootstrap,
                "CONTEUR_ARTIFACTS_ROOT",
                artifacts,
                "QUARKUS_HTTP_HOST",
                "localhost",
                "QUARKUS_HTTP_PORT",
                Integer.toString(port),
                "QUARKUS_MANAGEMENT_HOST",
                "localhost",
                "QUARKUS_MANAGEMENT_PORT",
                Integer.toString(managementPort));
    }

    @Override
    public Optional<Fault> notReady(ChildProcess process) {
        return health.check(managementPort, Endpoint.READY);
    }

    @Override
    public Optional<Fault> fault() {
        return health.check(managementPort, Endpoint.LIVE);
    }

    @Override
    public int httpPort() {
        return port;
    }

    @Override
    public int managementPort() {
        return managementPort;
    }

    @Override
    public String address() {
        return HealthProbe.address(managementPort);
    }
}
