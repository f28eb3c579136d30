package io.conteur.modeltrainer;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.FencedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jboss.logging.Logger;

/** Brings each request to its one terminal event. */
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

    /** Works on a request until its job ends or is handed over. */
    Ending run(Delivery delivery) {
        Job job = delivery.job();
        if (job == null) {
            // The job it takes back, if it still ran, has ended by now.
            return Ending.ENDED;
        }
        if (studio.pulse().stopping()) {
            return Ending.HANDED_OVER;
        }
        try (Outboxes outboxes = studio.press().open(job).timedBy(studio.meters())) {
            Journal journal = new Journal(job, outboxes.progress(), studio.nanoTime());
            return run(new Assignment(job, outboxes, journal, studio));
        } catch (FencedException e) {
            LOG.infof("job %s is left to another worker: %s", job.id(), e.getMessage());
            return Ending.HANDED_OVER;
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
            assignment.journal().waiting("stopped here; whoever takes the request again goes on");
            return Ending.HANDED_OVER;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidEventException e) {
            // Of the job's own; the request was right, so it is no dead letter.
            throw new IllegalStateException("an event cannot be built", e);
        }
        return Ending.ENDED;
    }
}
