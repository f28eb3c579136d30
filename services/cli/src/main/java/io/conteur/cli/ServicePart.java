package io.conteur.cli;

import io.conteur.cli.HealthProbe.Fault;
import io.conteur.cli.HealthProbe.Question;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A service. It keeps its port over restarts unless somebody else has taken it meanwhile. */
final class ServicePart implements SystemPart {
    /**
     * What a training step frees is the next one's, and more than a tenth of a gigabyte goes back.
     */
    private static final Map<String, String> GIVING_BACK =
            Map.of(
                    "MALLOC_ARENA_MAX", "2",
                    "MALLOC_MMAP_THRESHOLD_", "67108864",
                    "MALLOC_TRIM_THRESHOLD_", "134217728");

    /** What starts fastest, with a heap that holds no model. */
    private static final List<String> QUICK = List.of("-Xmx384m", "-XX:TieredStopAtLevel=1");

    /**
     * What writes fastest, with a heap that holds models: a quarter of the memory. A collection
     * holds up every story, so it comes seldom.
     */
    private static final List<String> FAST =
            ModuleFinder.ofSystem().find("jdk.incubator.vector").isPresent()
                    ? List.of("-Xms96m", "-Xmn64m", "--add-modules=jdk.incubator.vector")
                    : List.of("-Xms64m");

    /** A service, and how its Java machine is started. */
    record Service(String name, List<String> java, Map<String, String> environment) {}

    /** In the order in which data flows. */
    static final List<Service> ALL =
            List.of(
                    new Service("tokenizer-trainer", QUICK, Map.of()),
                    new Service("model-trainer", QUICK, GIVING_BACK),
                    new Service("story-generator", FAST, Map.of()));

    private final Service service;
    private final Path data;
    private final String bootstrap;
    private final HealthProbe health = new HealthProbe();
    private volatile int port;

    ServicePart(Service service, Path data, String bootstrap) {
        this.service = service;
        this.data = data;
        this.bootstrap = bootstrap;
    }

    @Override
    public ChildProcess start() throws IOException {
        port = port != 0 && LocalPorts.isFree(port) ? port : LocalPorts.free();
        Path jar =
                Installation.home()
                        .resolve("services")
                        .resolve(service.name)
                        .resolve("target/quarkus-app/quarkus-run.jar");
        Map<String, String> environment = new HashMap<>(service.environment);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrap);
        environment.put("CONTEUR_ARTIFACTS_ROOT", data.resolve("artifacts").toString());
        environment.put("CONTEUR_INSTANCE", service.name);
        environment.put("QUARKUS_HTTP_HOST", "localhost");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        return ChildProcess.start(
                service.name,
                data.resolve("logs").resolve(service.name + ".log"),
                JavaCommand.of(service.java, List.of("-jar", jar.toString())),
                environment);
    }

    @Override
    public Optional<Fault> notReady(ChildProcess process) {
        return health.ask(port, Question.READY);
    }

    @Override
    public Optional<Fault> fault() {
        return health.ask(port, Question.LIVE);
    }

    @Override
    public int httpPort() {
        return port;
    }

    @Override
    public String address() {
        return "http://localhost:" + port;
    }
}
