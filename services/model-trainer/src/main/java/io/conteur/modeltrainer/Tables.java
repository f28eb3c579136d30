package io.conteur.modeltrainer;

import io.conteur.messaging.consumer.TopicTable;

/** Waiting for what the broker holds. */
final class Tables {
    private Tables() {}

    /**
     * Returns when a table holds all that its topic held at the call, which takes as long as the
     * broker is away.
     *
     * @throws HandOverException when another shall go on instead
     */
    static void await(TopicTable<?> table, Pulse pulse) {
        while (true) {
            try {
                pulse.await(table.caughtUp());
                return;
            } catch (IllegalStateException e) {
                // It is read no more: liveness says so, and the job loses nothing by waiting.
                pulse.pause();
            }
        }
    }
}
