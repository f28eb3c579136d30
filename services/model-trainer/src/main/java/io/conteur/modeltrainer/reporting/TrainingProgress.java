package io.conteur.modeltrainer.reporting;

import io.conteur.events.training.Progressed;
import io.conteur.events.training.Progressed.State;
import io.conteur.events.training.Progressed.Work;
import io.conteur.events.training.ProgressedBuilder;
import io.conteur.events.training.ValidationFigures;
import io.conteur.gpt.training.StepResult;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.modeltrainer.history.TrainingHistory;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.workersupport.ProgressReporter;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reports one attempt at a job on {@code progress}: when its stage changes, about once a second
 * while it trains or waits, and once when it ends.
 */
public final class TrainingProgress {
    private final ProgressReporter reporter;
    private final StepStatistics statistics = new StepStatistics();
    private final TrainingHistory history;
    private CompletableFuture<Void> inFlight = CompletableFuture.completedFuture(null);
    private Losses losses = Losses.NONE;
    private @Nullable Long firstStep;
    private @Nullable Long step;
    private @Nullable Long steps;
    private @Nullable Integer workers;
    private double secondsBeforeTraining;

    /**
     * @param nanoTime a monotonic clock in nanoseconds
     */
    public TrainingProgress(
            JobSpec job, EventPublisher<Progressed> publisher, LongSupplier nanoTime) {
        this.reporter =
                new ProgressReporter(
                        new ProgressReporter.Subject(job.id(), job.model(), Work.MODEL),
                        publisher,
                        nanoTime);
        this.history = new TrainingHistory(job.id(), InstantSource.system());
    }

    /** The job waits for something outside this process. */
    public void waiting(String stage) {
        if (reporter.entering(stage) || reporter.secondPassed()) {
            report(State.WAITING, stage, null);
        }
    }

    /** The job does something else than steps. */
    public void running(String stage) {
        if (reporter.entering(stage)) {
            report(State.RUNNING, stage, null);
        }
    }

    /**
     * Steps begin.
     *
     * @param done steps made before a resumption
     * @param steps of the whole job
     */
    public void training(long done, long steps) {
        this.firstStep = done;
        this.step = done;
        this.steps = steps;
        this.secondsBeforeTraining = reporter.elapsedSeconds();
    }

    /** Sets the number of trainers in the current round. */
    public void sharedBy(int workers) {
        this.workers = workers;
    }

    /** Reports steps without waiting for the broker, one event in flight at most. */
    public void stepped(StepResult result, long nanos) {
        statistics.add(result, nanos);
        advanced(result);
    }

    /**
     * Reports a round as {@link #stepped} reports a step.
     *
     * @param result of all trainers
     * @param nanos from the round's begin to its end
     */
    public void roundClosed(StepResult result, long nanos) {
        statistics.addRound(result, nanos);
        advanced(result);
    }

    private void advanced(StepResult result) {
        step = result.step();
        losses = losses.withTraining(result.loss());
        if (reporter.secondPassed() && inFlight.isDone()) {
            requireDelivered();
            inFlight =
                    reporter.send(
                                    State.RUNNING,
                                    "training",
                                    event -> details(event, State.RUNNING, null))
                            .toCompletableFuture();
            history.trained(
                    result.step(),
                    statistics.loss(),
                    statistics.learningRate(),
                    statistics.gradientNorm(),
                    statistics.tokensPerSecond());
            statistics.reset();
        }
    }

    /** Rethrows why the broker did not take the last event that was sent. */
    private void requireDelivered() {
        try {
            inFlight.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /**
     * A validation ended.
     *
     * @param loss nats per token
     */
    public void validated(double loss, ValidationFigures figures) {
        losses = new Losses(losses.training(), loss, figures);
        history.validated(steps(), loss, figures);
    }

    /** What was reported of steps and validations, for the next checkpoint. */
    public TrainingHistory history() {
        return history;
    }

    /** Unlike what is reported, these are the same when a step is repeated. */
    public Losses losses() {
        return losses;
    }

    /** Restores what a checkpoint knows. */
    public void restore(long step, long steps, Losses losses) {
        training(step, steps);
        this.losses = losses;
        statistics.restore(losses.training());
    }

    /** The job ended, in a terminal state. */
    public void ended(State state, @Nullable String reason) {
        report(state, null, reason);
    }

    /** The latest step made by this attempt or restored from a checkpoint; 0 before. */
    public long steps() {
        return step == null ? 0 : step;
    }

    /** Since the attempt began. */
    public double elapsedSeconds() {
        return reporter.elapsedSeconds();
    }

    private void report(State state, @Nullable String stage, @Nullable String reason) {
        reporter.report(state, stage, event -> details(event, state, reason));
        statistics.reset();
    }

    private ProgressedBuilder details(
            ProgressedBuilder event, State state, @Nullable String reason) {
        return event.step(step)
                .steps(steps)
                .fraction(fraction())
                .trainingLoss(statistics.loss())
                .validationLoss(losses.validation())
                .tokensPerSecond(statistics.tokensPerSecond())
                .etaSeconds(state.terminal() ? null : etaSeconds())
                .reason(reason)
                .validation(losses.figures())
                .learningRate(statistics.learningRate())
                .gradientNorm(statistics.gradientNorm())
                .workers(state.terminal() ? null : workers);
    }

    private @Nullable Double fraction() {
        return step == null || steps == null ? null : Math.min(1, step / (double) steps);
    }

    private @Nullable Double etaSeconds() {
        if (step == null || steps == null || firstStep == null || step.equals(firstStep)) {
            return null;
        }
        double secondsPerStep =
                (reporter.elapsedSeconds() - secondsBeforeTraining) / (step - firstStep);
        return secondsPerStep * (steps - step);
    }
}
