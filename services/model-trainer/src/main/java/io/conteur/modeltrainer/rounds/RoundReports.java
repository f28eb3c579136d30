package io.conteur.modeltrainer.rounds;

import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.RoundClosed.Share;
import io.conteur.events.training.WorkerReported;
import io.conteur.events.training.WorkerReported.TrainedShare;
import io.conteur.modeltrainer.rounds.RoundPlanner.Worker;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the workers of a job report on the round that is open, for its coordinator. */
public record RoundReports(JobRounds rounds) {
    /** A share that a worker has trained. */
    public record Trained(String worker, TrainedShare share) {}

    /**
     * The trained shares, by their numbers.
     *
     * @param last the event that gave them out
     */
    public List<Trained> trained(RoundClosed last) {
        List<WorkerReported> reports = rounds.reports(last.round() + 1);
        List<Trained> trained = new ArrayList<>();
        for (Share share : others(last)) {
            for (WorkerReported report : reports) {
                TrainedShare result = report.share();
                if (result != null
                        && result.share() == share.share()
                        && report.worker().equals(share.worker())) {
                    trained.add(new Trained(report.worker(), result));
                }
            }
        }
        return trained;
    }

    /** How many workers have a share and have neither reported it nor left. */
    public int missing(RoundClosed last) {
        long left =
                rounds.reports(last.round() + 1).stream()
                        .filter(report -> left(report) && report.share() == null)
                        .filter(report -> hasShare(last, report.worker()))
                        .count();
        return others(last).size() - trained(last).size() - (int) left;
    }

    /**
     * Workers that are ready for the round after the open one; first those that have trained a
     * share of this one.
     */
    public List<Worker> ready(long openRound) {
        List<WorkerReported> staying =
                rounds.reports(openRound).stream().filter(report -> !left(report)).toList();
        List<Worker> workers = new ArrayList<>();
        for (boolean withShare : new boolean[] {true, false}) {
            staying.stream()
                    .filter(report -> (report.share() != null) == withShare)
                    .map(report -> new Worker(report.worker(), speed(report.share())))
                    .forEach(workers::add);
        }
        return workers;
    }

    private static double speed(@Nullable TrainedShare share) {
        return share == null ? 0 : share.steps() / Math.max(1e-9, share.seconds());
    }

    private static boolean left(WorkerReported report) {
        return Objects.requireNonNullElse(report.leaving(), false);
    }

    private static boolean hasShare(RoundClosed last, String worker) {
        return others(last).stream().anyMatch(share -> share.worker().equals(worker));
    }

    /** The shares of all but the coordinator. */
    private static List<Share> others(RoundClosed last) {
        return last.shares().subList(Math.min(1, last.shares().size()), last.shares().size());
    }
}
