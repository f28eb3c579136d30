package io.conteur.tokenizertrainer.service;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.TransientFailures;
import io.conteur.tokenizertrainer.training.TokenizerJob;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import io.conteur.workersupport.JobExecutor.Result;
import io.conteur.workersupport.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Runs a job to its one terminal event, in as many attempts as that takes. */
record TokenizerJobRunner(JobControl control) {
    private static final Logger LOG = Logger.getLogger(TokenizerJobRunner.class);

    /** Runs until the job ends or the service stops. Transient failures are retried. */
    Result run(TokenizerJob job) {
        RetryPolicy retries = new RetryPolicy();
        try {
            boolean ended = false;
            while (!ended) {
                ended = attempt(job, retries);
            }
            return Result.ENDED;
        } catch (HandOverException e) {
            LOG.info("the job in hand is abandoned; its request comes again");
            return Result.HANDED_OVER;
        }
    }

    /** Whether the job has ended. */
    private boolean attempt(TokenizerJob job, RetryPolicy retries) {
        try {
            run(job, retries.verdict());
            return true;
        } catch (HandOverException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError | StackOverflowError e) {
            LOG.warn("an attempt at a tokenizer failed", e);
            Duration pause = retries.failed(e, false);
            if (e instanceof OutOfMemoryError) {
                retries.giveUp(heapTooSmall());
            }
            reportIfPossible(job, "trying again: " + TransientFailures.describe(e));
            control.backOff(pause);
            return false;
        }
    }

    private static void run(TokenizerJob job, Optional<JobEndedException> verdict)
            throws IOException {
        if (verdict.isPresent()) {
            job.end(verdict.get());
            return;
        }
        try {
            job.run();
        } catch (InvalidEventException e) {
            // An event of the job; its request was valid, so it is no dead letter.
            throw new IllegalStateException("an event cannot be built", e);
        }
    }

    private static JobEndedException heapTooSmall() {
        return JobEndedException.failed(
                "the corpus takes more memory than this trainer's heap of %d MiB"
                        .formatted(Runtime.getRuntime().maxMemory() >> 20));
    }

    /** What interrupted the job may prevent the report, too. */
    private static void reportIfPossible(TokenizerJob job, String reason) {
        try {
            job.waiting(reason);
        } catch (HandOverException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.infof("cannot be published now: %s", reason);
        }
    }
}
