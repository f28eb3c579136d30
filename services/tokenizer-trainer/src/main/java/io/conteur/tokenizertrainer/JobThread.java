package io.conteur.tokenizertrainer;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.consumer.Request;
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
    private volatile CompletableFuture<Void> latest = CompletableFuture.completedFuture(null);

    JobThread(Workshop workshop) {
        this.workshop = workshop;
    }

    /**
     * Works on a request. The stage completes when its job has ended. When the service stops first,
     * or breaks so that only a restart helps, it never does: the record stays unacknowledged and
     * comes again.
     *
     * @throws InvalidEventException when it is no request
     */
    CompletionStage<Void> submit(Request request) {
        if (request.tombstone()) {
            // It asks for nothing: a job that could be taken back has ended by now.
            return CompletableFuture.completedFuture(null);
        }
        TokenizerJob job = TokenizerJob.of(request, workshop);
        CompletableFuture<Void> done = new CompletableFuture<>();
        latest = done;
        executor.execute(() -> run(job, done));
        return done;
    }

    /** A request was taken whose job has not ended. */
    boolean busy() {
        return !latest.isDone();
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

    private void run(TokenizerJob job, CompletableFuture<Void> done) {
        try {
            work(job);
            done.complete(null);
        } catch (StoppedException e) {
            LOG.info("the job in hand is abandoned; its request comes again");
        } catch (RuntimeException | Error e) {
            // Not acknowledged, not a dead letter: liveness turns red, and a restart tries again.
            LOG.error("training broke down; the request stays unacknowledged", e);
            breakdown = e;
        }
    }

    private void work(TokenizerJob job) {
        workshop.pulse().begin();
        try {
            new Attempts(job, workshop.pulse()).run();
        } finally {
            workshop.pulse().end();
        }
    }
}
