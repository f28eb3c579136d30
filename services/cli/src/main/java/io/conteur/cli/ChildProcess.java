package io.conteur.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the system, its output in a log file. */
final class ChildProcess {
    private static final int LAST_LINES = 12;
    private static final int GRACE_SECONDS = 20;
    private static final String GUARD =
            "trap '' INT; exec 3<&0 </dev/null;"
                    + " (cat <&3; kill $$) >/dev/null 2>&1 & exec \"$@\" 3<&-";

    private final String name;
    private final Path log;
    private final Process process;

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    static ChildProcess start(
            String name, Path log, List<String> command, Map<String, String> environment)
            throws IOException {
        Files.createDirectories(log.toAbsolutePath().getParent());
        ProcessBuilder builder =
                new ProcessBuilder(guarded(command))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new ChildProcess(name, log, builder.start());
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

    String log() throws IOException {
        return Files.readString(log);
    }

    /** Why it is gone: its exit code and its last words. */
    String obituary() {
        try {
            List<String> lines = log().lines().toList();
            List<String> last = lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size());
            return "%s ended with code %d; its last lines in %s:%n%s"
                    .formatted(name, process.exitValue(), log, String.join("\n", last));
        } catch (IOException e) {
            return name + " ended with code " + process.exitValue();
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
