package io.conteur.storygenerator.history;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Whether the output topics have been read back far enough to answer prompts: up to what they held
 * when partitions were last assigned. An outage of the broker delays that. Threads may share it.
 */
public final class AnswerHistory {
    private final Supplier<CompletableFuture<Void>> caughtUp;
    private volatile CompletableFuture<Void> current;

    /**
     * @param caughtUp completes when all that was published at the call has been read back
     */
    public AnswerHistory(Supplier<CompletableFuture<Void>> caughtUp) {
        this.caughtUp = caughtUp;
        this.current = caughtUp.get();
    }

    /** Partitions were assigned, whose prompts other instances may have answered. */
    public void refresh() {
        current = caughtUp.get();
    }

    /** Whether prompts may be answered. */
    public boolean complete() {
        CompletableFuture<Void> latest = current;
        return latest.isDone() && !latest.isCompletedExceptionally();
    }
}
