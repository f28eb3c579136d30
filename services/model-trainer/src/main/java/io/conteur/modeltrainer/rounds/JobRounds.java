package io.conteur.modeltrainer.rounds;

import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.WorkerReported;
import io.conteur.events.training.WorkerReportedBuilder;
import io.conteur.modeltrainer.registry.ChangeSignal;
import io.conteur.workersupport.HandOverException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is known of a job's rounds: the newest events, and the newest report of each worker.
 * Thread-safe.
 */
public final class JobRounds {
    /**
     * The updates of the last rounds are retained even when the newest checkpoint includes them: a
     * worker that is only a few rounds behind then catches up without loading a checkpoint.
     */
    public static final int KEPT_ROUNDS = 16;

    private final Deque<RoundClosed> closed = new ArrayDeque<>();
    private final Map<String, WorkerReported> reports = new TreeMap<>();
    private final ChangeSignal signal = new ChangeSignal();

    /** Adds an event of the job, in the order of the topic. */
    public synchronized void add(RoundClosed event) {
        if (!closed.isEmpty() && event.round() <= closed.getLast().round()) {
            return; // A repetition.
        }
        closed.addLast(event);
        while (isOld(closed.getFirst(), event)) {
            closed.removeFirst();
        }
        reports.values().removeIf(report -> report.round() <= event.round());
        signal.changed();
    }

    private static boolean isOld(RoundClosed round, RoundClosed newest) {
        return round.round() <= newest.checkpointRound()
                && round.round() <= newest.round() - KEPT_ROUNDS;
    }

    /** Adds a report, in the order of the topic. */
    public synchronized void add(WorkerReported report) {
        if (!closed.isEmpty() && report.round() <= closed.getLast().round()) {
            return; // Too late.
        }
        reports.merge(report.worker(), report, JobRounds::newer);
        signal.changed();
    }

    /** A worker that leaves after its share has still trained it. */
    private static WorkerReported newer(WorkerReported before, WorkerReported after) {
        return after.share() == null && before.round() == after.round()
                ? WorkerReportedBuilder.builder(after).share(before.share()).build()
                : after;
    }

    /** The event that gave out the shares of the round that is open. */
    public synchronized Optional<RoundClosed> newest() {
        return Optional.ofNullable(closed.peekLast());
    }

    /** The events of all rounds after one; empty when some are no longer known. */
    public synchronized Optional<List<RoundClosed>> after(long round) {
        List<RoundClosed> after = new ArrayList<>();
        for (RoundClosed each : closed) {
            if (each.round() > round) {
                if (each.round() != round + after.size() + 1) {
                    return Optional.empty();
                }
                after.add(each);
            }
        }
        return closed.isEmpty() || closed.getLast().round() < round
                ? Optional.empty()
                : Optional.of(after);
    }

    /** The reports on a round that is open, by the names of the workers. */
    public synchronized List<WorkerReported> reports(long round) {
        return reports.values().stream().filter(report -> report.round() == round).toList();
    }

    /**
     * Returns after the next event or report, or after this time, or earlier.
     *
     * @throws HandOverException when the thread is interrupted
     */
    public void await(long millis) {
        signal.await(millis);
    }
}
