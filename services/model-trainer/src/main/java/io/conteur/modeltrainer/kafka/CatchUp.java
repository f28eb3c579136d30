package io.conteur.modeltrainer.kafka;

import io.conteur.messaging.groupless.WholeTopicReader;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;

/** Waiting for a reader to have read its topic. */
final class CatchUp {
    private CatchUp() {}

    /**
     * Returns when a reader holds all that its topic held at the call, however long the broker is
     * away.
     *
     * @throws HandOverException when the job has to stop
     */
    static void await(WholeTopicReader<?> reader, JobControl control) {
        while (true) {
            try {
                control.await(reader.caughtUp());
                return;
            } catch (IllegalStateException e) {
                // The reader's thread is dead: liveness reports it, and a restart continues the
                // job.
                control.pause();
            }
        }
    }
}
