package io.conteur.cli;

import io.conteur.cli.HealthProbe.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A process that is started again whenever it has ended or has not been live for a while. The pause
 * before a restart doubles from a second to a minute, and begins anew after a minute of health.
 */
final class SupervisedProcess {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final Duration HEALTHY_AFTER = Duration.ofMinutes(1);

    /** A service that calls itself dead may still recover from what it waits for. */
    private static final Duration PATIENCE_WITH_A_FAULT = Duration.ofSeconds(30);

    /** On a busy machine an answer takes its time. */
    private static final Duration PATIENCE_WITH_SILENCE = Duration.ofMinutes(1);

    private static final int LEAST_FAULTS = 5;

    /** How a process comes into being, and how it is asked whether it is live. */
    interface Lifecycle {
        ChildProcess start() throws IOException;

        /** Empty when the process is live. */
        Optional<Fault> fault();
    }

    /** Consecutive faults, and when the first was seen. */
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
     * @param report told why a process is started again, and when it is live again
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

    /** The newest one; it may have ended. */
    ChildProcess process() {
        return process;
    }

    /** As the last look found it. */
    boolean live() {
        return live && process.alive();
    }

    /** Looks at the process once; true when it was started again. */
    boolean check() {
        if (restartAt != null) {
            return nanoTime.getAsLong() - restartAt >= 0 && restart();
        }
        if (!process.alive()) {
            restartLater(process.obituary());
            return false;
        }
        lifecycle.fault().ifPresentOrElse(this::faulty, this::healthy);
        return false;
    }

    /** Forgets faults that something else explains. */
    void excuse() {
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
        if (nanoTime.getAsLong() - started >= HEALTHY_AFTER.toNanos()) {
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
        Duration patience = fault.answered() ? PATIENCE_WITH_A_FAULT : PATIENCE_WITH_SILENCE;
        if (faults.count >= LEAST_FAULTS && since.compareTo(patience) >= 0) {
            replace(fault, since);
        }
    }

    /** How long a start takes nobody knows: a broker may have much to recover. */
    private void starting(Fault fault, Duration since) {
        if (since.toMinutes() > minutesReported) {
            minutesReported = since.toMinutes();
            report.accept(
                    "%s is not up after %d s: %s; %s"
                            .formatted(
                                    process.name(),
                                    since.toSeconds(),
                                    fault.reason(),
                                    process.lastWords()));
        }
    }

    private void replace(Fault fault, Duration since) {
        String reason =
                "%s was not live for %d s: %s; %s"
                        .formatted(
                                process.name(),
                                since.toSeconds(),
                                fault.reason(),
                                process.lastWords());
        process.ask();
        process.awaitEnd();
        restartLater(reason);
    }

    private void restartLater(String reason) {
        long seconds = Math.min(1L << Math.min(restarts, 6), LONGEST_PAUSE.toSeconds());
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
            restartLater(process.name() + " cannot be started: " + Failures.message(e));
            return false;
        }
    }
}
