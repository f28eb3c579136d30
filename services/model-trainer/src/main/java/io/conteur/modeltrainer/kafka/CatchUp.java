package io.conteur.modeltrainer.kafka;

import io.conteur.messaging.groupless.TopicTable;
import io.conteur.workersupport.HandOverException;
import io.conteur.workersupport.JobControl;

/** Waiting for a table to have read its topic. */
final class CatchUp {
    private CatchUp() {}

    /**
     * Returns when a table holds all that its topic held at the call, however long the broker is
     * away.
     *
     * @throws HandOverException when the job has to stop
     */
    static void await(TopicTable<?> table, JobControl control) {
        while (true) {
            try {
                control.await(table.caughtUp());
                return;
            } catch (IllegalStateException e) {
                // The table's thread is dead: liveness reports it, and a restart continues the job.
                control.pause();
            }
        }
    }
}
