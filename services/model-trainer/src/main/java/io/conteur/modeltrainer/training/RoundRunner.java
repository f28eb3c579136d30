package io.conteur.modeltrainer.training;

import io.conteur.events.ArtifactReference;
import io.conteur.events.training.RoundClosed;
import io.conteur.events.training.RoundClosed.Contribution;
import io.conteur.events.training.RoundClosed.Share;
import io.conteur.events.training.RoundClosedBuilder;
import io.conteur.events.training.RoundClosedContributionBuilder;
import io.conteur.events.training.WorkerReported.TrainedShare;
import io.conteur.gpt.RoundTrainer;
import io.conteur.gpt.diloco.GlobalModel;
import io.conteur.gpt.diloco.UpdatePrecision;
import io.conteur.gpt.training.StepResult;
import io.conteur.modeltrainer.checkpoint.StoredCheckpoint;
import io.conteur.modeltrainer.rounds.JobRounds;
import io.conteur.modeltrainer.rounds.RoundPlanner;
import io.conteur.modeltrainer.rounds.RoundPlanner.Worker;
import io.conteur.modeltrainer.rounds.RoundReports;
import io.conteur.modeltrainer.rounds.UpdateStore;
import io.conteur.modeltrainer.training.ShareTraining.Trained;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator of a job with several workers: advances it by rounds. It trains the first share
 * itself, and closes the round with the updates that have come in time. The event that closes a
 * round is the round: a successor replays those after the newest checkpoint, and goes on with the
 * one that is open.
 */
final class RoundRunner implements TrainingSteps {
    private static final Logger LOG = Logger.getLogger(RoundRunner.class);
    private static final UpdatePrecision PRECISION = UpdatePrecision.INT4;
    private static final long LOOK_MILLIS = 100;

    /** A worker that a reproducible training waits for is gone for good after so much longer. */
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final ActiveTraining training;
    private final StepRunner steps;
    private final RoundParts parts;
    private JobRounds known;
    private RoundReports reports;
    private final RoundPlanner planner;
    private RoundTrainer rounds;
    private @Nullable RoundClosed open;
    private @Nullable ArtifactReference checkpoint;
    private long checkpointRound;
    private double stepsPerSecond;

    /** Updates that may be deleted later, the oldest first. */
    private final List<RoundClosed> deletable = new ArrayList<>();

    RoundRunner(ActiveTraining training, StepRunner steps, RoundParts parts) {
        this.training = training;
        this.steps = steps;
        this.parts = parts;
        this.known = parts.of(training.job());
        this.reports = new RoundReports(known);
        this.planner =
                new RoundPlanner(
                        training.plan().hyperparameters().roundSteps(training.plan().steps()),
                        parts.settings().reproducible());
        this.rounds = training.session().rounds(PRECISION);
    }

    @Override
    public void begin(CheckpointSaver saver) throws IOException {
        training.progress().running("reading training-rounds and worker-reports");
        parts.registry().catchUp();
        known = parts.of(training.job()); // It may have been forgotten meanwhile.
        reports = new RoundReports(known);
        Optional<StoredCheckpoint> stored = training.plan().start().newest();
        RoundClosed last = known.newest().orElse(null);
        if (stored.isPresent()) {
            checkpoint = stored.get().artifact();
            checkpointRound = roundOf(stored.get(), last);
            StoredCheckpoint present = saver.store().present(stored.get());
            rounds.resume(present.folder());
            if (last != null && replay(last, present)) {
                rounds.begin(last.step());
                open = last;
                if (last.shares().isEmpty()) {
                    openNext(last.round() + 1);
                }
                return;
            }
        } else {
            saver.saveUnpublished();
        }
        // The checkpoint includes all that there is.
        checkpointRound =
                last == null ? checkpointRound : Math.max(last.round(), checkpointRound) + 1;
        openNext(checkpointRound);
    }

    /** The rounds before it may not be those that led to the checkpoint. */
    private static long roundOf(StoredCheckpoint stored, @Nullable RoundClosed last) {
        return last != null && last.checkpoint().equals(stored.artifact())
                ? last.checkpointRound()
                : Objects.requireNonNullElse(stored.state().round(), 0L);
    }

    /**
     * Applies the rounds after a checkpoint.
     *
     * @return false when that is not possible; then the weights are the checkpoint's
     */
    private boolean replay(RoundClosed last, StoredCheckpoint from) throws IOException {
        Optional<List<RoundClosed>> after = known.after(checkpointRound);
        if (after.isPresent()
                && from.state().round() != null
                && parts.updates().replay(after.get(), rounds, training.control()::beat)
                && (!after.get().isEmpty() || rounds.digest().equals(last.weights()))) {
            LOG.infof(
                    "job %s goes on in round %d, %d after its checkpoint",
                    last.id(), last.round() + 1, after.get().size());
            return true;
        }
        LOG.warnf(
                "job %s goes on from its checkpoint at step %d: the rounds after it cannot be replayed",
                last.id(), from.state().step());
        rounds = training.session().rounds(PRECISION); // The session has the checkpoint's weights.
        rounds.resume(from.folder());
        return false;
    }

    /** Gives out shares of the present weights, without an update. */
    private void openNext(long round) {
        publish(round, training.session().stepsDone(), null, List.of(), others(round));
        if (parts.settings().reproducible() && !opened().shares().isEmpty() && awaitWorkers()) {
            publish(round + 1, training.session().stepsDone(), null, List.of(), others(round + 1));
        }
    }

    /** Returns false when the job has to stop or to end. */
    private boolean awaitWorkers() {
        while (!training.control().interrupted()) {
            int missing = workers() - 1 - others(opened().round() + 1).size();
            if (missing == 0) {
                return true;
            }
            training.progress().waiting("waiting for %d more trainers".formatted(missing));
            training.control().beat();
            known.await(LOOK_MILLIS);
        }
        return false;
    }

    @Override
    public void advance() {
        RoundClosed round = opened();
        ShareTraining shares = new ShareTraining(steps, rounds);
        long began = steps.nanoTime().getAsLong();
        Optional<Trained> own =
                shares.train(round.shares().get(0), training.control()::interrupted);
        if (own.isPresent()) {
            stepsPerSecond = own.get().steps() / Math.max(1e-9, own.get().seconds());
            long waited = steps.nanoTime().getAsLong();
            if (awaitReports(round, own.get())) {
                if (parts.settings().reproducible() && reports.missing(round) > 0) {
                    // A worker is gone; what follows is no longer a function of the seed.
                    rounds.begin(round.step());
                    openNext(round.round() + 1);
                    return;
                }
                close(round, own.get(), began);
                steps.metrics().sharedSteps((long) (own.get().seconds() * 1e9));
                steps.metrics().exchanged(steps.nanoTime().getAsLong() - waited);
                return;
            }
        }
        rounds.begin(round.step()); // The share is lost; its round stays open for a successor.
    }

    /** Returns false when the job has to stop or to end; true when waiting is over. */
    private boolean awaitReports(RoundClosed round, Trained own) {
        long grace = Math.max(parts.settings().grace().toNanos(), (long) (own.seconds() * 1e9 / 2));
        long began = steps.nanoTime().getAsLong();
        while (!complete(round)) {
            boolean missing = reports.missing(round) > 0;
            if (training.control().interrupted()) {
                return false;
            }
            long waited = steps.nanoTime().getAsLong() - began;
            if (waited > grace) {
                boolean patient = waited < grace + PATIENCE.toNanos();
                if (!missing || !parts.settings().reproducible() || !patient) {
                    return true;
                }
                training.progress().waiting("waiting for other trainers' shares");
            }
            training.control().beat();
            known.await(LOOK_MILLIS);
        }
        return true;
    }

    private boolean complete(RoundClosed round) {
        boolean all = others(round.round() + 1).size() == workers() - 1;
        return reports.missing(round) == 0 && (all || !parts.settings().reproducible());
    }

    private void close(RoundClosed round, Trained own, long began) {
        List<Contribution> counted = new ArrayList<>();
        List<GlobalModel.Contribution> updates = new ArrayList<>();
        counted.add(
                RoundClosedContributionBuilder.builder()
                        .share(0)
                        .worker(parts.settings().worker())
                        .steps(own.steps())
                        .tokens(own.tokens())
                        .trainingLoss(own.loss())
                        .build());
        updates.add(new GlobalModel.Contribution(own.tokens(), own.update()));
        List<ArtifactReference> read = new ArrayList<>();
        for (RoundReports.Trained trained : reports.trained(round)) {
            TrainedShare share = trained.share();
            Optional<byte[]> update = read(round, trained.worker(), share.update());
            if (update.isPresent()) {
                read.add(share.update());
                counted.add(
                        RoundClosedContributionBuilder.builder()
                                .share(share.share())
                                .worker(trained.worker())
                                .steps(share.steps())
                                .tokens(share.tokens())
                                .trainingLoss(share.trainingLoss())
                                .build());
                updates.add(new GlobalModel.Contribution(share.tokens(), update.get()));
            }
        }
        byte[] mean = rounds.close(updates);
        long number = round.round() + 1;
        ArtifactReference saved =
                parts.updates().save(training.attempt(), number, UpdateStore.MEAN, mean);
        long step = round.shares().stream().mapToLong(Share::steps).sum() + round.step();
        publish(number, step, saved, counted, others(number));
        rounds.begin(step);
        report(counted, own.rate(), step, steps.nanoTime().getAsLong() - began);
        deleteOld(read);
    }

    private Optional<byte[]> read(RoundClosed round, String worker, ArtifactReference saved) {
        try {
            if (parts.updates().isOf(training.job(), round.round() + 1, saved)) {
                byte[] update = parts.updates().read(saved, rounds.updateBytes());
                if (rounds.accepts(update)) {
                    return Optional.of(update);
                }
            }
            LOG.warnf("the update of %s is none of this round", worker);
        } catch (IOException e) {
            LOG.warnf("the update of %s cannot be read: %s", worker, e.getMessage());
        }
        return Optional.empty();
    }

    private void report(List<Contribution> counted, double rate, long step, long nanos) {
        long tokens = 0;
        double losses = 0;
        for (Contribution each : counted) {
            tokens += each.tokens();
            losses += each.trainingLoss() * each.tokens();
        }
        StepResult result =
                new StepResult(
                        step,
                        (float) (losses / tokens),
                        Float.NaN,
                        rate,
                        (int) Math.min(Integer.MAX_VALUE, tokens));
        training.progress().roundClosed(result, nanos);
    }

    /** Of the next round, beside the coordinator. */
    private List<Worker> others(long round) {
        List<Worker> ready = reports.ready(round);
        return ready.subList(0, Math.min(workers() - 1, ready.size()));
    }

    private int workers() {
        return training.plan().hyperparameters().workers();
    }

    /** Publishes the event that closes a round and gives out the shares of the next one. */
    private void publish(
            long round,
            long step,
            @Nullable ArtifactReference update,
            List<Contribution> counted,
            List<Worker> others) {
        long limit = training.plan().stepsUntilInterval(step);
        List<Worker> workers = new ArrayList<>();
        workers.add(new Worker(parts.settings().worker(), stepsPerSecond));
        workers.addAll(others);
        List<Share> shares = limit == 0 ? List.of() : planner.plan(step, limit, workers);
        training.progress().sharedBy(workers.size());
        RoundClosed event =
                RoundClosedBuilder.builder()
                        .id(training.job().id())
                        .model(training.job().model())
                        .round(round)
                        .step(step)
                        .steps(training.plan().steps())
                        .checkpoint(Objects.requireNonNull(checkpoint))
                        .checkpointRound(checkpointRound)
                        .precision(RoundClosed.UpdatePrecision.valueOf(PRECISION.name()))
                        .weights(rounds.digest())
                        .contributions(counted)
                        .shares(shares)
                        .wanted(workers() - workers.size())
                        .update(update)
                        .build();
        RoundEnding.publish(training.attempt(), event);
        open = event;
        deletable.add(event);
    }

    /** Updates of shares are in the mean; those of rounds are kept for workers that are behind. */
    private void deleteOld(List<ArtifactReference> shares) {
        try {
            for (ArtifactReference share : shares) {
                parts.updates().delete(share);
            }
            long keep = opened().round() - JobRounds.KEPT_ROUNDS;
            while (deletable.get(0).round() <= Math.min(keep, checkpointRound)) {
                ArtifactReference update = deletable.remove(0).update();
                if (update != null) {
                    parts.updates().delete(update);
                }
            }
        } catch (IOException e) {
            LOG.warnf("old updates stay for now: %s", e.getMessage());
        }
    }

    private RoundClosed opened() {
        return Objects.requireNonNull(open);
    }

    @Override
    public @Nullable Long round() {
        return open == null ? checkpointRound : open.round();
    }

    @Override
    public void writeTo(Path folder) throws IOException {
        rounds.save(folder);
    }

    /** The newest one, that of the open round, and that of the round before, as workers join. */
    @Override
    public int checkpointsInUse() {
        return 3;
    }

    @Override
    public void saved(ArtifactReference saved) {
        checkpoint = saved;
        checkpointRound = Objects.requireNonNull(round());
    }

    @Override
    public void end() {
        new RoundEnding(parts).tell(training.attempt());
    }
}
