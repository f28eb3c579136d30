package io.conteur.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A packaged service as a process of its own, which can be killed and started again. */
final class ServiceProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("Listening on: http://[^:]+:(\\d+)");
    private static final Pattern MANAGEMENT =
            Pattern.compile("Management interface listening on http://[^:]+:(\\d+)");
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final String name;
    private final Path folder;
    private final String bootstrap;
    private final Map<String, String> environment;
    private final Path logFile;
    private int launchedAt;
    private Process process;

    private ServiceProcess(
            String name, Path folder, String bootstrap, Map<String, String> environment)
            throws IOException {
        this.name = name;
        this.folder = folder;
        this.bootstrap = bootstrap;
        this.environment = environment;
        this.logFile = unusedLog(name, folder);
        this.process = launch();
    }

    /**
     * Starts a service.
     *
     * @param folder for its log and, shared by all services, its artifacts
     */
    static ServiceProcess start(String name, Path folder, String bootstrap) throws IOException {
        return start(name, folder, bootstrap, Map.of());
    }

    /** Starts a service with an environment of its own. */
    static ServiceProcess start(
            String name, Path folder, String bootstrap, Map<String, String> environment)
            throws IOException {
        return new ServiceProcess(name, folder, bootstrap, environment);
    }

    /** As a machine that is put to sleep: everything stands still. */
    void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    void unpause() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** What the service has written so far. */
    String log() throws IOException {
        return Files.readString(logFile);
    }

    /** Whether it says of itself that it is live, and ready for work. */
    boolean healthy() throws IOException, InterruptedException {
        return up("live") && up("ready");
    }

    /** Where it listens; empty before it does. */
    Optional<URI> address() throws IOException {
        return address(LISTENING);
    }

    /** Where its metrics are: at the management interface if it has one. */
    Optional<URI> managementAddress() throws IOException {
        Optional<URI> management = address(MANAGEMENT);
        return management.isPresent() ? management : address();
    }

    private Optional<URI> address(Pattern listening) throws IOException {
        Matcher start = listening.matcher(log().substring(launchedAt));
        return start.find()
                ? Optional.of(URI.create("http://localhost:" + start.group(1)))
                : Optional.empty();
    }

    /** What it exports to Prometheus. */
    String metrics() throws IOException, InterruptedException {
        URI uri = managementAddress().orElseThrow().resolve("/q/metrics");
        HttpResponse<String> response =
                HTTP.send(
                        HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1)).build(),
                        HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(uri + " answers " + response.statusCode());
        }
        return response.body();
    }

    private boolean up(String check) throws IOException, InterruptedException {
        Optional<URI> address = address();
        if (address.isEmpty()) {
            return false;
        }
        URI uri = address.get().resolve("/q/health/" + check);
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofMinutes(1)).GET().build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** What it has used of the processors since it was launched. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /** What is left on its heap after a full collection. */
    long liveHeapBytes() throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process histogram =
                new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        String output = new String(histogram.getInputStream().readAllBytes(), UTF_8);
        histogram.waitFor();
        String[] total = output.substring(output.lastIndexOf("Total")).trim().split(" +", -1);
        return Long.parseLong(total[2]);
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /** As {@code kill -9} does: no time for a last word. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void restart() throws IOException {
        process = launch();
    }

    /** Asks it to stop and returns when it has; one that stands still goes on first. */
    @Override
    public void close() throws IOException, InterruptedException {
        unpause();
        process.destroy();
        process.waitFor();
    }

    private Process launch() throws IOException {
        launchedAt = Files.exists(logFile) ? log().length() : 0;
        Path jar =
                House.root()
                        .toRealPath()
                        .resolve("services/" + name + "/target/quarkus-app/quarkus-run.jar");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String speed =
                name.equals("story-generator")
                        ? "--add-modules=jdk.incubator.vector"
                        : "-XX:TieredStopAtLevel=1";
        ProcessBuilder builder =
                new ProcessBuilder(
                                List.of(
                                        java,
                                        "-Xmx256m",
                                        "-XX:+UseSerialGC",
                                        speed,
                                        "-jar",
                                        jar.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", bootstrap);
        builder.environment().put("CONTEUR_ARTIFACTS_ROOT", folder.resolve("artifacts").toString());
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        builder.environment().put("OMP_WAIT_POLICY", "PASSIVE");
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** Each process writes a log of its own, also when several are of the same service. */
    private static Path unusedLog(String name, Path folder) {
        Path log = folder.resolve(name + ".log");
        for (int i = 2; Files.exists(log); i++) {
            log = folder.resolve(name + "-" + i + ".log");
        }
        return log;
    }
}
