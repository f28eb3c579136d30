package io.conteur.cli.system;

import io.conteur.cli.system.HealthProbe.Fault;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The embedded broker. It keeps its port over restarts, because clients have its address. */
final class BrokerComponent implements SystemComponent {
    private static final String READY = "Kafka ready on localhost:";

    /** Only C1: C2 doubles the CPU time of a start and does not help a broker this small. */
    private static final List<String> JVM_OPTIONS = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

    private final Path data;
    private volatile int port;

    /** With port 0 the broker chooses a free port at its first start and keeps it. */
    BrokerComponent(Path data, int port) {
        this.data = data;
        this.port = port;
    }

    @Override
    public ChildProcess start() throws IOException {
        Path target = Installation.home().resolve("services/embedded-kafka/target");
        String classPath =
                target.resolve("classes") + File.pathSeparator + target.resolve("lib") + "/*";
        List<String> program =
                List.of(
                        "-cp",
                        classPath,
                        "io.conteur.embeddedkafka.Main",
                        data.resolve("kafka").toString(),
                        Integer.toString(port));
        return ChildProcess.start(
                "kafka",
                data.resolve("logs/kafka.log"),
                JavaCommand.of(JVM_OPTIONS, program),
                Map.of());
    }

    @Override
    public Optional<Fault> notReady(ChildProcess process) throws IOException {
        Optional<String> announced = process.announced(READY);
        announced.ifPresent(number -> port = Integer.parseInt(number));
        return announced.isPresent()
                ? Optional.empty()
                : Optional.of(new Fault("it does not say that it is ready", false));
    }

    /** Live when its port is open, which is after log recovery. */
    @Override
    public Optional<Fault> fault() {
        return LocalPorts.isOpen(port)
                ? Optional.empty()
                : Optional.of(new Fault("nothing listens on " + address(), false));
    }

    @Override
    public int httpPort() {
        return 0;
    }

    @Override
    public int managementPort() {
        return 0;
    }

    @Override
    public String address() {
        return "localhost:" + port;
    }
}
