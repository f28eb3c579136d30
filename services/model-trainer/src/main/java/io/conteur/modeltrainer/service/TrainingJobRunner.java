package io.conteur.modeltrainer.service;

import io.conteur.events.InvalidEventException;
import io.conteur.events.training.Progressed.State;
import io.conteur.messaging.TransientFailures;
import io.conteur.messaging.producer.FencedException;
import io.conteur.modeltrainer.checkpoint.StartingPoint;
import io.conteur.modeltrainer.job.JobOutcome;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.registry.Cancellations;
import io.conteur.modeltrainer.reporting.JobAttempt;
import io.conteur.modeltrainer.reporting.JobPublisherFactory;
import io.conteur.modeltrainer.reporting.JobPublishers;
import io.conteur.modeltrainer.reporting.TrainingProgress;
import io.conteur.modeltrainer.training.ModelTraining;
import io.conteur.modeltrainer.training.RoundEnding;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import io.conteur.workersupport.JobExecutor.Result;
import io.conteur.workersupport.RetryPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs a job to its one terminal event, in as many attempts as that takes: each resumes from the
 * job's newest checkpoint.
 *
 * @param nanoTime a monotonic clock in nanoseconds
 */
record TrainingJobRunner(
        JobPublisherFactory publishers,
        Cancellations cancellations,
        ModelTraining training,
        RoundEnding rounds,
        JobControl control,
        LongSupplier nanoTime) {
    private static final Logger LOG = Logger.getLogger(TrainingJobRunner.class);

    /** Runs until the job ends or is handed over. Transient failures are retried. */
    Result run(JobSpec job) {
        RetryPolicy retries = new RetryPolicy();
        while (!control.stopping()) {
            try (JobPublishers opened = publishers.open(job)) {
                return attempt(job, opened, retries);
            } catch (HandOverException e) {
                return Result.HANDED_OVER;
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                log(job, e);
                backOff(retries.failed(e, control.cancelled()));
            }
        }
        return Result.HANDED_OVER;
    }

    private static void log(JobSpec job, Throwable failure) {
        if (failure instanceof FencedException || TransientFailures.isTransient(failure)) {
            LOG.warnf("job %s stands still: %s", job.id(), TransientFailures.describe(failure));
        } else {
            LOG.warnf(failure, "an attempt at job %s failed", job.id());
        }
    }

    private void backOff(Duration time) {
        try {
            control.backOff(time);
        } catch (HandOverException e) {
            LOG.debug("a job is handed over while it waits");
        }
    }

    private Result attempt(JobSpec job, JobPublishers opened, RetryPolicy retries) {
        TrainingProgress progress = new TrainingProgress(job, opened.progress(), nanoTime);
        JobAttempt attempt = new JobAttempt(job, opened, progress, control);
        if (retries.verdict().isPresent()) {
            JobEndedException verdict = retries.verdict().get();
            end(attempt, verdict.state(), verdict.reason());
            return Result.ENDED;
        }
        try {
            return train(attempt);
        } catch (FencedException | HandOverException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            reportIfPossible(progress, "trying again: " + TransientFailures.describe(e));
            throw e;
        } finally {
            retries.reached(progress.steps());
        }
    }

    private Result train(JobAttempt attempt) {
        TrainingProgress progress = attempt.progress();
        try {
            cancellations.catchUp();
            train(attempt, training.begin(attempt));
        } catch (JobEndedException e) {
            progress.ended(e.state(), e.reason());
        } catch (HandOverException e) {
            reportIfPossible(progress, "stopped here; whoever takes the request again goes on");
            return Result.HANDED_OVER;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidEventException e) {
            // An event of the job; its request was valid, so it is no dead letter.
            throw new IllegalStateException("an event cannot be built", e);
        }
        return Result.ENDED;
    }

    private void train(JobAttempt attempt, StartingPoint start) throws IOException {
        try {
            JobOutcome outcome = training.run(attempt, start);
            end(attempt, outcome.state(), outcome.reason());
        } catch (JobEndedException e) {
            end(attempt, e.state(), e.reason());
        }
    }

    private void end(JobAttempt attempt, State state, @Nullable String reason) {
        rounds.tell(attempt);
        attempt.progress().ended(state, reason);
        rounds.clear(attempt.job());
    }

    /** What interrupted the job may prevent the report, too. */
    private static void reportIfPossible(TrainingProgress progress, String reason) {
        try {
            progress.waiting(reason);
        } catch (RuntimeException e) {
            LOG.infof("cannot be published now: %s", reason);
        }
    }
}
