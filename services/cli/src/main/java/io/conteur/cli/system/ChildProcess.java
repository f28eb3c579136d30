package io.conteur.cli.system;

import io.conteur.cli.common.FailureMessages;
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
import java.util.regex.Pattern;

/** A child process with its output in a log file. */
final class ChildProcess {
    private static final int LAST_LINES = 12;
    private static final int LAST_BYTES = 1 << 15;

    /** A trainer takes up to 35 seconds to save its job and to leave its group. */
    private static final int GRACE_SECONDS = 40;

    /** For another broker than this system's, which has no security. */
    private static final Pattern CLUSTER_SECURITY = Pattern.compile("KAFKA_(SECURITY|SSL|SASL)_.*");

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

    /** Starts a process. Appends to the log, which keeps the output of earlier processes. */
    static ChildProcess start(
            String name, Path log, List<String> command, Map<String, String> environment)
            throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder =
                new ProcessBuilder(withGuard(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(CLUSTER_SECURITY.asMatchPredicate());
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

    /** The rest of the first output line with this prefix; empty until it is printed. */
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

    /** Describes why the process ended: its exit code and its last output. */
    String describeExit() {
        return "%s ended with code %d; %s".formatted(name, process.exitValue(), lastOutput());
    }

    /** The last output lines, and where the log is. */
    String lastOutput() {
        try {
            List<String> lines =
                    output(Math.max(logStart, Files.size(log) - LAST_BYTES)).lines().toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
            return last.isEmpty()
                    ? "it printed nothing to " + log
                    : "its last lines in %s:%n%s".formatted(log, String.join("\n", last));
        } catch (IOException e) {
            return "its log " + log + " cannot be read: " + FailureMessages.message(e);
        }
    }

    /** Part of the log from an offset on. */
    private String output(long from) throws IOException {
        try (InputStream in = Files.newInputStream(log)) {
            in.skipNBytes(from);
            return new String(in.readNBytes(LAST_BYTES), StandardCharsets.UTF_8);
        }
    }

    /** Requests termination and returns at once. */
    void terminate() {
        process.destroy();
    }

    /** Ends it at once. */
    void kill() {
        process.destroyForcibly();
    }

    /** Waits for the process to end, and kills it after a grace period. */
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
     * Runs a command under a shell that ignores SIGINT, which {@code exec} inherits: a terminal
     * sends Ctrl-C to all processes at once, but only the command line may act on it, to stop the
     * others in order. If the command line is killed, the pipe to the child's standard input
     * closes, and a background process that waits for this kills the child.
     */
    private static List<String> withGuard(List<String> command) {
        if (!new File("/bin/sh").canExecute()) {
            return command;
        }
        List<String> guarded = new ArrayList<>(List.of("/bin/sh", "-c", GUARD, "sh"));
        guarded.addAll(command);
        return guarded;
    }
}
