package io.conteur.modeltrainer.helping;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.RoundClosed.Share;
import io.conteur.events.training.TrainingRequested;
import io.conteur.events.training.WorkerReported;
import io.conteur.events.training.WorkerReported.TrainedShare;
import io.conteur.events.training.WorkerReportedBuilder;
import io.conteur.events.training.WorkerReportedTrainedShareBuilder;
import io.conteur.events.wire.EventCodec;
import io.conteur.events.wire.TraceContext;
import io.conteur.gpt.RoundTrainer;
import io.conteur.gpt.diloco.UpdatePrecision;
import io.conteur.messaging.TransientFailures;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.modeltrainer.checkpoint.CheckpointStore;
import io.conteur.modeltrainer.checkpoint.StartingPoint;
import io.conteur.modeltrainer.checkpoint.StoredCheckpoint;
import io.conteur.modeltrainer.job.Hyperparameters;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.plan.TrainingPlan;
import io.conteur.modeltrainer.plan.TrainingPlanner;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.reporting.TrainingMetrics;
import io.conteur.modeltrainer.reporting.TrainingProgress;
import io.conteur.modeltrainer.rounds.JobRounds;
import io.conteur.modeltrainer.session.TrainingSession;
import io.conteur.modeltrainer.session.TrainingSessionFactory;
import io.conteur.modeltrainer.training.ActiveTraining;
import io.conteur.modeltrainer.training.RoundParts;
import io.conteur.modeltrainer.training.ShareTraining;
import io.conteur.modeltrainer.training.ShareTraining.Trained;
import io.conteur.modeltrainer.training.StepRunner;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import io.conteur.workersupport.Sha256;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Trains shares of a job that another trainer coordinates, until the job ends, needs no more
 * workers, or makes no progress while another one wants help.
 *
 * @param control tells it to stop
 * @param nanoTime a monotonic clock in nanoseconds
 */
public record RoundWorker(
        CheckpointStore checkpoints,
        TrainingPlanner planner,
        TrainingSessionFactory sessions,
        TrainingMetrics metrics,
        RoundParts parts,
        EventPublisher<WorkerReported> reports,
        JobControl control,
        LongSupplier nanoTime) {
    private static final Logger LOG = Logger.getLogger(RoundWorker.class);
    private static final long LOOK_MILLIS = 200;

    /**
     * A coordinator that is silent for so long has a large model, or is gone for good: other jobs
     * go first then.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /**
     * Helps with a job.
     *
     * @param wantedElsewhere whether another job wants help
     * @throws HandOverException when it has to stop
     * @throws JobEndedException when the job cannot be trained here
     * @throws IOException when something cannot be read now
     */
    void help(JobRounds rounds, BooleanSupplier wantedElsewhere) throws IOException {
        RoundClosed newest = rounds.newest().orElseThrow();
        StoredCheckpoint opened = checkpoints.open(newest.checkpoint());
        JobAttempt attempt = attempt(newest, opened);
        LOG.infof("helping with job %s from round %d on", newest.id(), newest.round() + 1);
        try (TrainingPlan plan = planner.plan(attempt, StartingPoint.ofJob(opened));
                TrainingSession session =
                        sessions.resume(
                                checkpoints.present(opened).folder(), plan.dataset().training())) {
            RoundTrainer trainer =
                    session.rounds(UpdatePrecision.valueOf(newest.precision().name()));
            trainer.resume(checkpoints.present(opened).folder());
            StepRunner steps =
                    new StepRunner(new ActiveTraining(attempt, plan, session), metrics, nanoTime);
            SharedJob job =
                    new SharedJob(
                            attempt, rounds, new ShareTraining(steps, trainer), wantedElsewhere);
            try {
                follow(job, newest.checkpointRound());
            } finally {
                leave(rounds);
            }
        }
        LOG.infof("no longer helping with job %s", newest.id());
    }

    /** A job that this process helps with. */
    private static final class SharedJob {
        final JobAttempt attempt;
        final JobRounds rounds;
        final ShareTraining shares;
        final BooleanSupplier wantedElsewhere;

        /** Whether it has had a share. */
        boolean tookPart;

        /** When the steps of the last round ended; null when it had no share. */
        @Nullable Long endedNanos;

        SharedJob(
                JobAttempt attempt,
                JobRounds rounds,
                ShareTraining shares,
                BooleanSupplier wantedElsewhere) {
            this.attempt = attempt;
            this.rounds = rounds;
            this.shares = shares;
            this.wantedElsewhere = wantedElsewhere;
        }
    }

    private JobAttempt attempt(RoundClosed newest, StoredCheckpoint checkpoint) {
        TrainingRequested request = checkpoint.state().requested();
        if (request == null) {
            throw JobEndedException.failed("the checkpoint does not name its request");
        }
        JobSpec job =
                new JobSpec(
                        newest.id(),
                        Sha256.hex(EventCodec.encode(request)),
                        request,
                        TraceContext.start());
        TrainingProgress progress = new TrainingProgress(job, SilentPublishers.none(), nanoTime);
        return new JobAttempt(job, SilentPublishers.open(), progress, control);
    }

    /** Follows the rounds after one until there is nothing more to do. */
    private void follow(SharedJob job, long from) throws IOException {
        long applied = from;
        while (true) {
            Optional<List<RoundClosed>> next = job.rounds.after(applied);
            if (next.isEmpty()
                    || !parts.updates()
                            .replay(next.get(), job.shares.rounds(), control::beatOrStop)) {
                return; // Begins anew with a newer checkpoint, if help is still wanted.
            }
            RoundClosed newest = job.rounds.newest().orElseThrow();
            if (newest.round() != applied + next.get().size()) {
                applied += next.get().size();
                continue;
            }
            applied = newest.round();
            if (newest.shares().isEmpty() || !takePart(job, newest)) {
                return;
            }
            if (!awaitNext(job, applied)) {
                return;
            }
        }
    }

    /** Trains a share, or asks for one. Returns false when no share can be had. */
    private boolean takePart(SharedJob job, RoundClosed newest) {
        String worker = parts.settings().worker();
        Optional<Share> share =
                newest.shares().stream().skip(1).filter(s -> s.worker().equals(worker)).findFirst();
        if (share.isEmpty()) {
            if (newest.wanted() == 0 && !(job.tookPart && isShort(newest, job))) {
                return false;
            }
            job.endedNanos = null;
            report(newest, null, false);
            return true;
        }
        job.tookPart = true;
        if (job.endedNanos != null) {
            metrics.exchanged(nanoTime.getAsLong() - job.endedNanos);
        }
        Optional<Trained> trained =
                job.shares.train(share.get(), () -> stopOrClosed(job.rounds, newest));
        if (trained.isPresent()) {
            Trained result = trained.get();
            job.endedNanos = nanoTime.getAsLong();
            metrics.sharedSteps((long) (result.seconds() * 1e9));
            ArtifactReference update =
                    parts.updates().save(job.attempt, newest.round() + 1, worker, result.update());
            if (stopOrClosed(job.rounds, newest)) {
                deleteLate(update);
                return true;
            }
            report(
                    newest,
                    WorkerReportedTrainedShareBuilder.builder()
                            .share(share.get().share())
                            .steps(result.steps())
                            .tokens(result.tokens())
                            .trainingLoss(result.loss())
                            .seconds(result.seconds())
                            .update(update)
                            .build(),
                    false);
        }
        return true;
    }

    /** Whether a round has fewer shares than the job has workers; the next one has more. */
    private static boolean isShort(RoundClosed round, SharedJob job) {
        return round.shares().size() < Hyperparameters.of(job.attempt.job()).workers();
    }

    /** Nobody else knows it. */
    private void deleteLate(ArtifactReference update) {
        try {
            parts.updates().delete(update);
        } catch (IOException e) {
            LOG.warnf("an update that is too late stays: %s", TransientFailures.describe(e));
        }
    }

    /** A share that comes too late is not worth finishing. */
    private boolean stopOrClosed(JobRounds rounds, RoundClosed given) {
        control.beatOrStop();
        return rounds.newest().orElseThrow().round() != given.round();
    }

    private boolean awaitNext(SharedJob job, long applied) {
        long began = nanoTime.getAsLong();
        while (job.rounds.newest().orElseThrow().round() == applied) {
            control.beatOrStop();
            boolean patient = nanoTime.getAsLong() - began < PATIENCE.toNanos();
            if (!patient && job.wantedElsewhere.getAsBoolean()) {
                return false;
            }
            job.rounds.await(LOOK_MILLIS);
        }
        return true;
    }

    /** So that nobody waits for this worker. */
    private void leave(JobRounds rounds) {
        RoundClosed newest = rounds.newest().orElseThrow();
        if (!newest.shares().isEmpty()) {
            report(newest, null, true);
        }
    }

    /** Does not wait for the broker. */
    private void report(RoundClosed newest, @Nullable TrainedShare share, boolean leaving) {
        String worker = parts.settings().worker();
        WorkerReported report =
                WorkerReportedBuilder.builder()
                        .id(newest.id())
                        .model(newest.model())
                        .worker(worker)
                        .round(newest.round() + 1)
                        .share(share)
                        .leaving(leaving ? true : null)
                        .build();
        String what = leaving ? "leaving" : share == null ? "ready" : "trained";
        var unused =
                reports.send(
                        newest.id(),
                        report,
                        String.format(
                                Locale.ROOT,
                                "%s-round-%08d-%s-%s",
                                newest.id(),
                                report.round(),
                                worker,
                                what));
    }
}
