package io.conteur.modeltrainer;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.TransientFailures;
import io.conteur.messaging.producer.FencedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Brings each request to its one terminal event, by as many attempts as that takes: each goes on
 * from the job's newest checkpoint.
 */
final class JobRunner {
    private static final Logger LOG = Logger.getLogger(JobRunner.class);

    /** What becomes of a request's record. */
    enum Ending {
        /** The job's outcome is published: acknowledge. */
        ENDED,
        /** Somebody else goes on: leave it unacknowledged. */
        HANDED_OVER
    }

    private final Studio studio;

    JobRunner(Studio studio) {
        this.studio = studio;
    }

    /**
     * Works on a request until its job ends or is handed over. A broker or an artifact store that
     * is away is waited for.
     */
    Ending run(Delivery delivery) {
        Job job = delivery.job();
        if (job == null) {
            // The job it takes back, if it still ran, has ended by now.
            return Ending.ENDED;
        }
        Retries retries = new Retries();
        while (!studio.pulse().stopping()) {
            try (Outboxes outboxes = open(job)) {
                return attempt(job, outboxes, retries);
            } catch (HandOverException e) {
                return Ending.HANDED_OVER;
            } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
                log(job, e);
                rest(retries.failed(e, studio.pulse().cancelled()));
            }
        }
        return Ending.HANDED_OVER;
    }

    /** Opening them shuts out whoever had the job before, so it has to be this worker's. */
    private Outboxes open(Job job) {
        return studio.press().open(job).patient(studio.pulse()).timedBy(studio.meters());
    }

    private static void log(Job job, Throwable failure) {
        if (failure instanceof FencedException || TransientFailures.isTransient(failure)) {
            LOG.warnf("job %s stands still: %s", job.id(), TransientFailures.describe(failure));
        } else {
            LOG.warnf(failure, "an attempt at job %s failed", job.id());
        }
    }

    private void rest(Duration time) {
        try {
            studio.pulse().rest(time);
        } catch (HandOverException e) {
            LOG.debug("a job is handed over while it waits");
        }
    }

    private Ending attempt(Job job, Outboxes outboxes, Retries retries) {
        Journal journal = new Journal(job, outboxes.progress(), studio.nanoTime());
        if (retries.verdict().isPresent()) {
            JobEndedException verdict = retries.verdict().get();
            journal.ended(verdict.state(), verdict.reason());
            return Ending.ENDED;
        }
        try {
            return run(new Assignment(job, outboxes, journal, studio));
        } catch (FencedException | HandOverException e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            tell(journal, "trying again: " + TransientFailures.describe(e));
            throw e;
        } finally {
            retries.reached(journal.steps());
        }
    }

    private Ending run(Assignment assignment) {
        try {
            studio.broker().withdrawals().catchUp();
            Outcome outcome = new ModelTraining(assignment).run();
            assignment.journal().ended(outcome.state(), outcome.reason());
        } catch (JobEndedException e) {
            assignment.journal().ended(e.state(), e.reason());
        } catch (HandOverException e) {
            tell(assignment.journal(), "stopped here; whoever takes the request again goes on");
            return Ending.HANDED_OVER;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidEventException e) {
            // Of the job's own; the request was right, so it is no dead letter.
            throw new IllegalStateException("an event cannot be built", e);
        }
        return Ending.ENDED;
    }

    /** Why the job stands still; what keeps it from going on may keep it from saying so too. */
    private static void tell(Journal journal, String reason) {
        try {
            journal.waiting(reason);
        } catch (RuntimeException e) {
            LOG.infof("cannot be published now: %s", reason);
        }
    }
}
