package io.conteur.modeltrainer;

import io.conteur.events.InvalidEventException;
import io.conteur.events.Progressed.State;
import io.conteur.messaging.Request;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Brings each request to its one terminal event. */
final class JobRunner {
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
     * Works on a request until its job ends or is handed over.
     *
     * @throws InvalidEventException when the record is no training request
     */
    Ending run(Request request) {
        if (request.tombstone()) {
            // Requests for one model come one after the other, so none is left to take back.
            return Ending.ENDED;
        }
        Job job = Job.of(request);
        Journal journal = new Journal(job, studio.outboxes().progress(), studio.nanoTime());
        studio.pulse().begin();
        try {
            studio.pulse().beatOrHandOver();
            return run(job, journal);
        } catch (HandOverException e) {
            journal.waiting("stopped here; whoever takes the request again goes on");
            return Ending.HANDED_OVER;
        } finally {
            studio.pulse().end();
        }
    }

    private Ending run(Job job, Journal journal) {
        try {
            new ModelTraining(studio, job, journal).run();
            journal.ended(State.COMPLETED, null);
        } catch (JobEndedException e) {
            journal.ended(e.state(), e.reason());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InvalidEventException e) {
            // Of the job's own; the request was right, so it is no dead letter.
            throw new IllegalStateException("an event cannot be built", e);
        }
        return Ending.ENDED;
    }
}
