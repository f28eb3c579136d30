package io.conteur.systemtests;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A packaged service as a process of its own, which can be killed and started again. */
final class ServiceProcess implements AutoCloseable {
    private final String name;
    private final Path folder;
    private final String bootstrap;
    private Process process;

    private ServiceProcess(String name, Path folder, String bootstrap) throws IOException {
        this.name = name;
        this.folder = folder;
        this.bootstrap = bootstrap;
        this.process = launch();
    }

    /**
     * Starts a service.
     *
     * @param folder for its log and, shared by all services, its artifacts
     */
    static ServiceProcess start(String name, Path folder, String bootstrap) throws IOException {
        return new ServiceProcess(name, folder, bootstrap);
    }

    /** As {@code kill -9} does: no time for a last word. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void restart() throws IOException {
        process = launch();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    private Process launch() throws IOException {
        Path jar =
                House.root()
                        .toRealPath()
                        .resolve("services/" + name + "/target/quarkus-app/quarkus-run.jar");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder =
                new ProcessBuilder(
                                List.of(
                                        java,
                                        "-Xmx256m",
                                        "-XX:+UseSerialGC",
                                        "-XX:TieredStopAtLevel=1",
                                        "-jar",
                                        jar.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()));
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", bootstrap);
        builder.environment().put("CONTEUR_ARTIFACTS_ROOT", folder.resolve("artifacts").toString());
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        return builder.start();
    }

    private Path logFile() {
        return folder.resolve(name + ".log");
    }
}
