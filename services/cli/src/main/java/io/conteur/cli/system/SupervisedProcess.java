package io.conteur.cli.system;

import io.conteur.cli.common.FailureMessages;
import io.conteur.cli.system.HealthProbe.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A process that is restarted when it has ended or has failed its liveness check for a while, with
 * exponential backoff from a second to a minute. A minute of health resets the backoff.
 *
 * <pre>
 * starting ──live──→ live ──ended, or faults for long enough──→ waiting (backoff) ──→ starting
 *     └────────────────────ended, or reports itself dead───────────↑
 * </pre>
 */
final class SupervisedProcess {
    private static final Duration MAX_BACKOFF = Duration.ofMinutes(1);
    private static final Duration BACKOFF_RESET = Duration.ofMinutes(1);

    /** Tolerance for a service that reports itself not live: it may recover. */
    private static final Duration FAULT_TOLERANCE = Duration.ofSeconds(30);

    /** Tolerance for a service that does not answer: the machine may be busy. */
    private static final Duration TIMEOUT_TOLERANCE = Duration.ofMinutes(1);

    private static final int MIN_FAULTS = 5;

    /** Starts a process and checks its liveness. */
    interface Lifecycle {
        ChildProcess start() throws IOException;

        /** Empty when the process is live. */
        Optional<Fault> fault();
    }

    /** The number of consecutive faults and the time of the first. */
    private record Faults(int count, long since) {}

    private final Lifecycle lifecycle;
    private final Consumer<String> report;
    private final LongSupplier nanoTime;

    private volatile ChildProcess process;
    private int restarts;
    private boolean live;
    private long started;
    private @Nullable Long restartAt;
    private @Nullable Faults faults;
    private long minutesReported;

    /**
     * Starts the process.
     *
     * @param report receives a line with the reason of each restart, and one when the process is
     *     live again
     * @param nanoTime as {@link System#nanoTime()}
     */
    SupervisedProcess(Lifecycle lifecycle, Consumer<String> report, LongSupplier nanoTime)
            throws IOException {
        this.lifecycle = lifecycle;
        this.report = report;
        this.nanoTime = nanoTime;
        this.process = lifecycle.start();
        this.started = nanoTime.getAsLong();
    }

    /** The current process, which may have ended. */
    ChildProcess process() {
        return process;
    }

    /** The result of the last check. */
    boolean live() {
        return live && process.alive();
    }

    /** Checks the process once; true when it was restarted. */
    boolean check() {
        if (restartAt != null) {
            return nanoTime.getAsLong() - restartAt >= 0 && restart();
        }
        if (!process.alive()) {
            scheduleRestart(process.describeExit());
            return false;
        }
        lifecycle.fault().ifPresentOrElse(this::faulty, this::healthy);
        return false;
    }

    /** Resets the faults, when they have an external cause. */
    void resetFaults() {
        faults = null;
    }

    private void healthy() {
        faults = null;
        if (!live) {
            live = true;
            if (restarts > 0) {
                report.accept(process.name() + " is up again");
            }
        }
        if (nanoTime.getAsLong() - started >= BACKOFF_RESET.toNanos()) {
            restarts = 0;
        }
    }

    private void faulty(Fault fault) {
        long now = nanoTime.getAsLong();
        faults = faults == null ? new Faults(1, now) : new Faults(faults.count + 1, faults.since);
        Duration since = Duration.ofNanos(now - faults.since);
        if (!live && !fault.answered()) {
            starting(fault, since);
            return;
        }
        Duration tolerance = fault.answered() ? FAULT_TOLERANCE : TIMEOUT_TOLERANCE;
        if (faults.count >= MIN_FAULTS && since.compareTo(tolerance) >= 0) {
            replace(fault, since);
        }
    }

    /**
     * A start has no time limit, because log recovery of a broker can take long; it is reported.
     */
    private void starting(Fault fault, Duration since) {
        if (since.toMinutes() > minutesReported) {
            minutesReported = since.toMinutes();
            report.accept(
                    "%s is not up after %d s: %s; %s"
                            .formatted(
                                    process.name(),
                                    since.toSeconds(),
                                    fault.reason(),
                                    process.lastOutput()));
        }
    }

    private void replace(Fault fault, Duration since) {
        String reason =
                "%s was not live for %d s: %s; %s"
                        .formatted(
                                process.name(),
                                since.toSeconds(),
                                fault.reason(),
                                process.lastOutput());
        process.terminate();
        process.awaitEnd();
        scheduleRestart(reason);
    }

    private void scheduleRestart(String reason) {
        long seconds = Math.min(1L << Math.min(restarts, 6), MAX_BACKOFF.toSeconds());
        restarts++;
        live = false;
        faults = null;
        restartAt = nanoTime.getAsLong() + Duration.ofSeconds(seconds).toNanos();
        report.accept("%s%n%s is started again in %d s".formatted(reason, process.name(), seconds));
    }

    private boolean restart() {
        restartAt = null;
        try {
            process = lifecycle.start();
            started = nanoTime.getAsLong();
            minutesReported = 0;
            return true;
        } catch (IOException e) {
            scheduleRestart(process.name() + " cannot be started: " + FailureMessages.message(e));
            return false;
        }
    }
}
