package io.conteur.storygenerator.history;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Knowledge of what was answered before; nothing is answered until it is complete. An outage of the
 * broker only makes it come later.
 */
public final class AnswerHistory {
    private final Supplier<CompletableFuture<Void>> known;
    private volatile CompletableFuture<Void> learnt;

    /**
     * @param known completes when all that was answered at the call is known
     */
    public AnswerHistory(Supplier<CompletableFuture<Void>> known) {
        this.known = known;
        this.learnt = known.get();
    }

    /** Others may have answered what comes here now. */
    public void learn() {
        learnt = known.get();
    }

    /** All that others answered is known. */
    public boolean known() {
        CompletableFuture<Void> lesson = learnt;
        return lesson.isDone() && !lesson.isCompletedExceptionally();
    }
}
