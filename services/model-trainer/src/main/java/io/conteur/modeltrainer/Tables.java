package io.conteur.modeltrainer;

import io.conteur.messaging.TopicTable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for what the broker holds. */
final class Tables {
    private static final long LIMIT_SECONDS = 60;

    private Tables() {}

    /**
     * Returns when a table holds all that its topic held at the call.
     *
     * @throws HandOverException when the thread is interrupted
     */
    static void await(TopicTable<?> table) {
        try {
            table.caughtUp().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HandOverException();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("a topic cannot be read", e);
        }
    }
}
