package io.conteur.cli.system;

import io.conteur.cli.common.FailureMessages;
import io.conteur.cli.common.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the archives of classes that are missing, one after another in the background: each by a
 * start of the service that finds no broker, at the lowest priority, and is stopped when it is up.
 */
final class ClassArchiveWriter implements AutoCloseable {
    private static final Path NICE = Path.of("/usr/bin/nice");
    private static final String UP = "started in";

    /** A busy machine leaves such a process little time. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private static final Duration INTERVAL = Duration.ofMillis(500);

    /** Where nothing listens. */
    private static final String NO_BROKER = "localhost:9";

    private final List<ServiceComponent.Service> services;
    private final Path data;
    private final Thread thread = new Thread(this::run, "class-archives");

    ClassArchiveWriter(List<ServiceComponent.Service> services, Path data) {
        this.services = services;
        this.data = data;
        thread.setDaemon(true);
    }

    void start() {
        if (Files.isExecutable(NICE)) {
            thread.start();
        }
    }

    private void run() {
        try {
            for (ServiceComponent.Service service : services) {
                ClassArchive archive = new ClassArchive(service.jar());
                if (!archive.usable()) {
                    write(service, archive);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The next start is as slow as this one.
            Terminal.complain("no archive of classes: " + FailureMessages.message(e));
        }
    }

    private void write(ServiceComponent.Service service, ClassArchive archive)
            throws IOException, InterruptedException {
        Path log = data.resolve("logs").resolve(service.name() + "-classes.log");
        Files.deleteIfExists(log);
        ChildProcess process =
                ChildProcess.start(service.name(), log, command(service, archive), environment());
        try {
            if (await(() -> Files.readString(log).contains(UP), process)) {
                process.terminate();
                await(() -> !process.alive(), process);
                if (!process.alive()) {
                    archive.publish();
                }
            }
        } finally {
            process.kill();
            process.awaitEnd();
            archive.discard();
        }
    }

    private static List<String> command(ServiceComponent.Service service, ClassArchive archive) {
        List<String> options = new ArrayList<>(service.java());
        options.addAll(archive.writingOptions());
        List<String> command = new ArrayList<>(List.of(NICE.toString(), "-n", "19"));
        command.addAll(JavaCommand.of(options, List.of("-jar", service.jar().toString())));
        return command;
    }

    /** Of a service that nobody notices: it takes no requests and has ports that nobody knows. */
    private Map<String, String> environment() {
        return ServiceComponent.environment(NO_BROKER, data.resolve("classes").toString(), 0, 0);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    /** Whether a condition came to hold before the process ended, or time was up. */
    private static boolean await(Condition condition, ChildProcess process)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (!condition.holds()) {
            if (!process.alive() || System.nanoTime() - start > LIMIT.toNanos()) {
                return condition.holds();
            }
            Thread.sleep(INTERVAL.toMillis());
        }
        return true;
    }

    /** Gives up what is not yet written. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
