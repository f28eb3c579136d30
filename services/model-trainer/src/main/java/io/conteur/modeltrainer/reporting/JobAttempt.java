package io.conteur.modeltrainer.reporting;

import io.conteur.messaging.Backoff;
import io.conteur.messaging.TransientFailures;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;
import io.conteur.workersupport.JobEndedException;
import java.io.IOException;
import java.time.Duration;

/**
 * One attempt at a job.
 *
 * @param publishers opened for this attempt
 * @param control tells the attempt to stop
 */
public record JobAttempt(
        JobSpec job, JobPublishers publishers, TrainingProgress progress, JobControl control) {
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);

    /** Writes to the artifact store. */
    @FunctionalInterface
    public interface Saving<T> {
        T save() throws IOException;
    }

    /**
     * Saves, and waits while the store cannot be written to.
     *
     * @param trouble what is reported meanwhile
     * @throws HandOverException when the job has to stop
     * @throws JobEndedException when it is cancelled
     */
    public <T> T retrying(String trouble, Saving<T> saving) {
        Backoff backoff = new Backoff(FIRST_BACKOFF);
        while (true) {
            try {
                return saving.save();
            } catch (IOException e) {
                progress.waiting(trouble + ", trying again: " + TransientFailures.describe(e));
                control.pause(backoff.next());
            }
        }
    }
}
