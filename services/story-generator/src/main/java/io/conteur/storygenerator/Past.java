package io.conteur.storygenerator;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Knowledge of what was answered before; nobody answers anything until it is complete. */
final class Past {
    private final Supplier<CompletableFuture<Void>> known;
    private volatile CompletableFuture<Void> learnt;

    /**
     * @param known completes when all that was answered at the call is known
     */
    Past(Supplier<CompletableFuture<Void>> known) {
        this.known = known;
        this.learnt = known.get();
    }

    /** Others may have answered what comes here now. */
    void learn() {
        learnt = known.get();
    }

    /** Waits until the past is known; false when it never will be. */
    boolean await() {
        try {
            learnt.join();
            return true;
        } catch (CompletionException e) {
            return false; // Liveness is red then, for the topic is no longer read.
        }
    }
}
