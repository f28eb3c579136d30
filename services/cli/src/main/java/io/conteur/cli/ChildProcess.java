package io.conteur.cli;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A process of the system, its output in a log file. */
final class ChildProcess {
    private static final int LAST_LINES = 12;
    private static final int LAST_BYTES = 1 << 15;
    private static final int GRACE_SECONDS = 20;
    private static final String GUARD =
            "trap '' INT; exec 3<&0 </dev/null;"
                    + " (cat <&3; kill $$) >/dev/null 2>&1 & exec \"$@\" 3<&-";

    private final String name;
    private final Path log;
    private final long logStart;
    private final Process process;

    private ChildProcess(String name, Path log, long logStart, Process process) {
        this.name = name;
        this.log = log;
        this.logStart = logStart;
        this.process = process;
    }

    /** Appends to the log, so that it still tells why the process before ended. */
    static ChildProcess start(
            String name, Path log, List<String> command, Map<String, String> environment)
            throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder =
                new ProcessBuilder(guarded(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        long logStart = Files.exists(log) ? Files.size(log) : 0;
        return new ChildProcess(name, log, logStart, builder.start());
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What follows a prefix in the first line that begins with it, once that is printed. */
    Optional<String> announced(String prefix) throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(logStart);
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .findFirst();
        }
    }

    /** Why it is gone: its exit code and its last words. */
    String obituary() {
        return "%s ended with code %d; %s".formatted(name, process.exitValue(), lastWords());
    }

    /** The last lines that it has printed, and where the others are. */
    String lastWords() {
        try {
            List<String> lines =
                    output(Math.max(logStart, Files.size(log) - LAST_BYTES)).lines().toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
            return last.isEmpty()
                    ? "it printed nothing to " + log
                    : "its last lines in %s:%n%s".formatted(log, String.join("\n", last));
        } catch (IOException e) {
            return "its log " + log + " cannot be read: " + Failures.message(e);
        }
    }

    /** Some of the log from a place on. */
    private String output(long from) throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(from);
            return new String(in.readNBytes(LAST_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** Asks it to end; returns at once. */
    void ask() {
        process.destroy();
    }

    /** Returns when it has ended, by force if asking was not enough. */
    void awaitEnd() {
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /**
     * A terminal sends Ctrl-C to every process at once; only the command line shall act on it, and
     * end the others in order. An ignored interrupt stays ignored in the program that replaces the
     * shell. Should the command line be killed, so that it can end nobody, the pipe from it closes,
     * and a watcher that waits for just that ends the program.
     */
    private static List<String> guarded(List<String> command) {
        if (!new File("/bin/sh").canExecute()) {
            return command;
        }
        List<String> guarded = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "sh"));
        guarded.addAll(command);
        return guarded;
    }
}
