package io.conteur.cli;

import io.conteur.cli.HealthProbe.Fault;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The embedded broker. It keeps its port, since clients know no other. */
final class BrokerPart implements SystemPart {
    private static final String READY = "Kafka ready on localhost:";

    /**
     * The second compiler doubles the processor time of a start, which matters most on a machine
     * that is busy, and gives a broker of this size nothing.
     */
    private static final List<String> OPTIONS = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

    private final Path data;
    private volatile int port;

    /** A port of 0 takes a free one, and keeps it. */
    BrokerPart(Path data, int port) {
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
                JavaCommand.of(OPTIONS, program),
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

    /** Its port opens when all logs are recovered. */
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
    public String address() {
        return "localhost:" + port;
    }
}
