package io.conteur.tokenizertrainer;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The one thread that trains: jobs run one after the other. */
final class JobThread {
    private static final Logger LOG = Logger.getLogger(JobThread.class);

    private final Workshop workshop;
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "training"));
    private volatile @Nullable Throwable breakdown;

    JobThread(Workshop workshop) {
        this.workshop = workshop;
    }

    /**
     * Works on a request. The stage completes when its job has ended, and with the {@link
     * InvalidEventException} when it is none. When the service stops first or the world breaks, it
     * never does: the record stays unacknowledged and comes again.
     */
    CompletionStage<Void> submit(Request request) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        executor.execute(() -> run(request, done));
        return done;
    }

    /** Has the job in hand abandoned; returns after that, or after the limit. */
    void stop(Duration limit) {
        workshop.pulse().stop();
        executor.shutdown();
        try {
            if (!executor.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warnf("the job in hand did not stop within %s", limit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why this process can no longer work. */
    Optional<String> breakdown() {
        return Optional.ofNullable(breakdown).map(Throwable::toString);
    }

    private void run(Request request, CompletableFuture<Void> done) {
        if (request.tombstone()) {
            // It asks for nothing: a job that could be taken back has ended by now.
            done.complete(null);
            return;
        }
        try {
            work(TokenizerJob.of(request, workshop), done);
        } catch (InvalidEventException e) {
            done.completeExceptionally(e);
        }
    }

    private void work(TokenizerJob job, CompletableFuture<Void> done) {
        workshop.pulse().begin();
        try {
            job.run();
            done.complete(null);
        } catch (StoppedException e) {
            LOG.info("the job in hand is abandoned; its request comes again");
        } catch (IOException | RuntimeException | Error e) {
            // Not acknowledged, not a dead letter: liveness turns red, and a restart tries again.
            LOG.error("training broke down; the request stays unacknowledged", e);
            breakdown = e;
        } finally {
            workshop.pulse().end();
        }
    }
}
