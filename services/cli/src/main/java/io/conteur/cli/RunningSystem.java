package io.conteur.cli;

import java.io.File;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The broker and the services, each a process of its own, on one data directory. */
final class RunningSystem implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration GLANCE = Duration.ofMillis(100);
    private static final String READY = "Kafka ready on ";

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
    private record Service(String name, List<String> java, Map<String, String> environment) {}

    private static final List<Service> SERVICES =
            List.of(
                    new Service("tokenizer-trainer", QUICK, Map.of()),
                    new Service("model-trainer", QUICK, GIVING_BACK),
                    new Service("story-generator", FAST, Map.of()));

    private final Path data;
    private final FileChannel lockFile;
    private final List<ChildProcess> processes = new CopyOnWriteArrayList<>();
    private final List<SystemFile.Child> described = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Consumer<String> report;
    private final boolean temporary;
    private String bootstrap = "";
    private volatile boolean closed;

    private RunningSystem(Place place, FileChannel lockFile, Consumer<String> report) {
        this.data = place.data;
        this.temporary = place.temporary;
        this.lockFile = lockFile;
        this.report = report;
    }

    /**
     * Where a system keeps its data and serves.
     *
     * @param kafkaPort 0 takes a free one
     * @param temporary the data goes when the system stops
     */
    record Place(Path data, int kafkaPort, boolean temporary) {}

    /**
     * Starts everything and returns when all of it is ready.
     *
     * @param report told of each process that is ready
     */
    static RunningSystem start(Place wanted, Consumer<String> report) throws IOException {
        Files.createDirectories(wanted.data);
        Place place = new Place(wanted.data.toRealPath(), wanted.kafkaPort, wanted.temporary);
        RunningSystem system = new RunningSystem(place, lock(place.data), report);
        Runtime.getRuntime().addShutdownHook(new Thread(system::close, "stop-system"));
        try {
            system.startBroker(place.kafkaPort);
            Topics.create(system.bootstrap);
            system.startServices();
            system.describe();
            return system;
        } catch (IOException | RuntimeException e) {
            system.close();
            throw e;
        }
    }

    String bootstrap() {
        return bootstrap;
    }

    Path artifacts() {
        return data.resolve("artifacts");
    }

    List<SystemFile.Child> processes() {
        return List.copyOf(described);
    }

    /** What to say of a process that ended unasked, if one did. */
    Optional<String> casualty() {
        return processes.stream()
                .filter(process -> !process.alive() && !closed)
                .findFirst()
                .map(ChildProcess::obituary);
    }

    /** Throws when a process ended unasked. */
    void requireAlive() {
        casualty()
                .ifPresent(
                        obituary -> {
                            throw new CommandFailedException(obituary);
                        });
    }

    /** Services first, the broker last; returns when all have ended. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<ChildProcess> services =
                processes.isEmpty() ? List.of() : processes.subList(1, processes.size());
        services.forEach(ChildProcess::ask);
        services.forEach(ChildProcess::awaitEnd);
        processes.stream().findFirst().ifPresent(ChildProcess::ask);
        processes.stream().findFirst().ifPresent(ChildProcess::awaitEnd);
        try {
            SystemFile.delete(data);
            lockFile.close();
            if (temporary) {
                deleteData();
            }
        } catch (IOException e) {
            System.err.println("conteur: " + Failures.message(e));
        }
    }

    private void deleteData() throws IOException {
        try (Stream<Path> paths = Files.walk(data)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }

    private static FileChannel lock(Path data) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        data.resolve("conteur.lock"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        if (lock == null) {
            channel.close();
            throw new CommandFailedException(
                    "a system runs on "
                            + data
                            + " already; stop it, or choose another directory with --data");
        }
        return channel;
    }

    private void startBroker(int port) throws IOException {
        Path broker = Installation.home().resolve("services/embedded-kafka/target");
        String classPath =
                broker.resolve("classes") + File.pathSeparator + broker.resolve("lib") + "/*";
        List<String> command = java(List.of("-Xmx256m"), "-cp", classPath);
        command.add("io.conteur.embeddedkafka.Main");
        command.add(data.resolve("kafka").toString());
        command.add(Integer.toString(port));
        ChildProcess kafka = start("kafka", command, Map.of());
        await(kafka, () -> kafka.log().contains(READY));
        bootstrap =
                kafka.log()
                        .lines()
                        .filter(line -> line.startsWith(READY))
                        .map(line -> line.substring(READY.length()).strip())
                        .findFirst()
                        .orElseThrow();
        described.add(new SystemFile.Child("kafka", kafka.pid(), 0));
        report.accept("kafka " + bootstrap);
    }

    private void startServices() throws IOException {
        List<Integer> ports = new ArrayList<>();
        List<ChildProcess> started = new ArrayList<>();
        for (Service service : SERVICES) {
            int port = freePort();
            ports.add(port);
            started.add(startService(service, port));
        }
        for (int i = 0; i < started.size(); i++) {
            ChildProcess process = started.get(i);
            int port = ports.get(i);
            await(process, () -> ready(port));
            described.add(new SystemFile.Child(process.name(), process.pid(), port));
            report.accept(process.name() + " http://localhost:" + port);
        }
    }

    private ChildProcess startService(Service service, int port) throws IOException {
        Path jar =
                Installation.home()
                        .resolve("services")
                        .resolve(service.name)
                        .resolve("target/quarkus-app/quarkus-run.jar");
        List<String> command = java(service.java, "-jar", jar.toString());
        Map<String, String> environment = new HashMap<>(service.environment);
        environment.put("KAFKA_BOOTSTRAP_SERVERS", bootstrap);
        environment.put("CONTEUR_ARTIFACTS_ROOT", artifacts().toString());
        environment.put("CONTEUR_INSTANCE", service.name);
        environment.put("QUARKUS_HTTP_HOST", "localhost");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(port));
        return start(service.name, command, environment);
    }

    /** Nothing starts once stopping began, or it would be left running. */
    private synchronized ChildProcess start(
            String name, List<String> command, Map<String, String> environment) throws IOException {
        if (closed) {
            throw new CommandFailedException("stopped while starting");
        }
        ChildProcess process =
                ChildProcess.start(
                        name, data.resolve("logs").resolve(name + ".log"), command, environment);
        processes.add(process);
        return process;
    }

    private static List<String> java(List<String> options, String... more) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:+UseSerialGC");
        command.addAll(options);
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of(more));
        return command;
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(ChildProcess process, Condition ready) throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!ready.holds()) {
            requireAlive();
            if (System.nanoTime() > end) {
                throw new CommandFailedException(
                        process.name() + " is not ready after " + START_LIMIT.toSeconds() + " s");
            }
            pause();
        }
    }

    private boolean ready(int port) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/q/health/ready"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        }
    }

    private static void pause() {
        try {
            Thread.sleep(GLANCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted");
        }
    }

    private void describe() throws IOException {
        new SystemFile(bootstrap, artifacts().toString(), described).write(data);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
