package io.conteur.systemtests;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The broker as a process of its own, which can be killed and started again on the same port. */
final class BrokerProcess implements AutoCloseable {
    /** A broker that was killed looks through its logs first, and machines are busy. */
    private static final Duration LIMIT = Duration.ofMinutes(10);

    private static final String READY = "Kafka ready on ";

    private final Path folder;
    private int launches;
    private Process process;
    private String bootstrap = "";

    private BrokerProcess(Path folder) throws IOException {
        this.folder = folder;
        this.process = launch(0);
    }

    /**
     * Starts a broker on a free port and returns when it serves clients.
     *
     * @param folder for its data and its log
     */
    static BrokerProcess start(Path folder) throws IOException {
        BrokerProcess broker = new BrokerProcess(folder);
        broker.awaitReady();
        broker.bootstrap = broker.readyLines().get(0).substring(READY.length()).strip();
        return broker;
    }

    /** What a client sets as {@code bootstrap.servers}. */
    String bootstrapServers() {
        return bootstrap;
    }

    /** As {@code kill -9} does: nothing is flushed, nobody is told. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Starts it again on its port and returns when it serves clients. */
    void restart() throws IOException {
        process = launch(Integer.parseInt(bootstrap.substring(bootstrap.lastIndexOf(':') + 1)));
        awaitReady();
    }

    /** What the broker has written so far. */
    String log() throws IOException {
        return Files.readString(logFile());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }

    private void awaitReady() {
        await().atMost(LIMIT).until(() -> readyLines().size() == launches || !process.isAlive());
        if (!process.isAlive()) {
            throw new IllegalStateException("the broker ended: see " + logFile());
        }
    }

    private List<String> readyLines() throws IOException {
        return log().lines().filter(line -> line.startsWith(READY)).toList();
    }

    private Process launch(int port) throws IOException {
        Path target = House.root().toRealPath().resolve("services/embedded-kafka/target");
        launches++;
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        target.resolve("classes")
                                + File.pathSeparator
                                + target.resolve("lib")
                                + "/*",
                        "io.conteur.embeddedkafka.Main",
                        folder.resolve("kafka").toString(),
                        Integer.toString(port))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile().toFile()))
                .start();
    }

    private Path logFile() {
        return folder.resolve("kafka.log");
    }
}
