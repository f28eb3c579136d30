package io.conteur.storygenerator;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Knowledge of what was answered before; nobody answers anything until it is complete. A prompt
 * that has waited for it beyond the limit turns liveness red, and is lost neither then nor later:
 * it is taken up when the past is known after all, or comes again after a restart.
 */
final class Past {
    private static final Logger LOG = Logger.getLogger(Past.class);

    private final Supplier<CompletableFuture<Void>> known;
    private final Pulse waiting;
    private final Duration limit;
    private volatile CompletableFuture<Void> learnt;

    /**
     * @param known completes when all that was answered at the call is known
     * @param waiting silent while a prompt waits
     * @param limit how long a prompt may wait
     */
    Past(Supplier<CompletableFuture<Void>> known, Pulse waiting, Duration limit) {
        this.known = known;
        this.waiting = waiting;
        this.limit = limit;
        this.learnt = known.get();
    }

    /** Others may have answered what comes here now. */
    void learn() {
        learnt = known.get();
    }

    /**
     * Waits until the past is known; false when it never will be, and liveness is red for good
     * because the topics are no longer read.
     */
    boolean await() throws InterruptedException {
        CompletableFuture<Void> lesson = learnt;
        if (lesson.isDone()) {
            return !lesson.isCompletedExceptionally();
        }
        waiting.begin();
        try {
            return await(lesson);
        } finally {
            waiting.end();
        }
    }

    private boolean await(CompletableFuture<Void> lesson) throws InterruptedException {
        try {
            lesson.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            return false;
        } catch (TimeoutException e) {
            LOG.errorf("what was answered before is not known after %s; prompts wait", limit);
        }
        try {
            lesson.join();
            return true;
        } catch (CompletionException e) {
            return false;
        }
    }

    /** How long a prompt has waited. */
    Duration waited() {
        return waiting.silence();
    }

    /** A prompt waits for longer than it may. */
    boolean overdue() {
        return waited().compareTo(limit) >= 0;
    }
}
