package io.conteur.modeltrainer;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.Request;
import io.conteur.modeltrainer.JobRunner.Ending;
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

    private final Work work;
    private final Pulse pulse;
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "training"));
    private volatile @Nullable Throwable breakdown;

    /** What is done with a request. */
    interface Work {
        Ending run(Request request);
    }

    JobThread(Work work, Pulse pulse) {
        this.work = work;
        this.pulse = pulse;
    }

    /**
     * Works on a request. The stage completes when its job has ended, and with the {@link
     * InvalidEventException} when it is none. When the job is handed over or the world breaks, it
     * never does: the record stays unacknowledged and comes again.
     */
    CompletionStage<Void> submit(Request request) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        executor.execute(() -> run(request, done));
        return done;
    }

    /** Has the job in hand saved and handed over; returns after that, or after the limit. */
    void stop(Duration limit) {
        pulse.stop();
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
        try {
            if (work.run(request) == Ending.ENDED) {
                done.complete(null);
            }
        } catch (InvalidEventException e) {
            done.completeExceptionally(e);
        } catch (RuntimeException | Error e) {
            // Not acknowledged, not a dead letter: liveness turns red, and a restart tries again.
            LOG.error("training broke down; the request stays unacknowledged", e);
            breakdown = e;
        }
    }
}
