package io.conteur.workersupport;

import io.conteur.messaging.consumer.ReceivedRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Runs one job at a time, on a thread of its own. */
public final class JobExecutor {
    private static final Logger LOG = Logger.getLogger(JobExecutor.class);

    /** What becomes of a job's request. */
    public enum Result {
        /** The job's outcome is published: acknowledge the record. */
        ENDED,
        /** The next consumer continues: leave the record unacknowledged. */
        HANDED_OVER
    }

    private final JobControl control;
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "training"));
    private volatile @Nullable Throwable breakdown;
    private @Nullable Submission latest;

    /**
     * A job and its record.
     *
     * @param revoked completes when the record's partition is no longer this consumer's
     * @param left completes when the thread no longer works on it
     * @param result what {@code submit} returned
     */
    private record Submission(
            int partition,
            CompletableFuture<Void> revoked,
            CompletableFuture<Void> left,
            CompletableFuture<Result> result) {
        static Submission of(int partition) {
            return new Submission(
                    partition,
                    new CompletableFuture<>(),
                    new CompletableFuture<>(),
                    new CompletableFuture<>());
        }
    }

    /**
     * @param control of the jobs that run here
     */
    public JobExecutor(JobControl control) {
        this.control = control;
    }

    /**
     * Runs a job and acknowledges its request when it has ended. The stage completes then, or when
     * its partition is revoked. On a shutdown, or a failure that only a restart mends, it never
     * completes: the record stays unacknowledged and is delivered again.
     *
     * @param cancelled whether the request has been cancelled by now
     */
    public synchronized CompletionStage<Result> submit(
            ReceivedRequest request, BooleanSupplier cancelled, Supplier<Result> job) {
        Submission submission = Submission.of(request.partition());
        latest = submission;
        try {
            executor.execute(() -> run(submission, cancelled, job));
        } catch (RejectedExecutionException e) {
            LOG.info("a request came during the shutdown; it stays unacknowledged");
            leave(submission);
        }
        return submission.result.whenComplete(
                (result, failure) -> {
                    if (result == Result.ENDED) {
                        request.acknowledgement().run();
                    }
                });
    }

    /** Whether a submitted job has not ended, or no further one can begin. */
    public synchronized boolean busy() {
        return executor.isShutdown() || latest != null && !latest.result.isDone();
    }

    /**
     * Partitions are revoked. If the running job belongs to one of them, returns when it has handed
     * over, at the latest after the limit.
     */
    public void revoke(Set<Integer> partitions, Duration limit) {
        Optional<Submission> revoked = revoked(partitions);
        if (revoked.isPresent() && !completed(revoked.get().left, limit)) {
            LOG.warnf("the job in hand did not hand over within %s", limit);
        }
    }

    /** Shuts down; returns when the running job has handed over, at the latest after the limit. */
    public void stop(Duration limit) {
        control.shutDown();
        executor.shutdown();
        try {
            if (!executor.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warnf("the job in hand did not stop within %s", limit);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Why this process can no longer work and has to be restarted. */
    public Optional<String> breakdown() {
        return Optional.ofNullable(breakdown).map(Throwable::toString);
    }

    private synchronized Optional<Submission> revoked(Set<Integer> partitions) {
        Submission submission = latest;
        if (submission == null
                || submission.left.isDone() && submission.result.isDone()
                || !partitions.contains(submission.partition)) {
            return Optional.empty();
        }
        control.handOver();
        submission.revoked.complete(null);
        if (submission.left.isDone()) {
            release(submission);
        }
        return Optional.of(submission);
    }

    /** False when the partition was revoked while the job was queued. */
    private synchronized boolean begin(Submission submission, BooleanSupplier cancelled) {
        if (submission.revoked.isDone()) {
            return false;
        }
        control.begin(cancelled);
        return true;
    }

    private void run(Submission submission, BooleanSupplier cancelled, Supplier<Result> job) {
        try {
            Result result = begin(submission, cancelled) ? job.get() : Result.HANDED_OVER;
            if (result == Result.ENDED) {
                control.end();
                submission.result.complete(result);
            } else {
                leave(submission);
            }
        } catch (RuntimeException | Error e) {
            // Not acknowledged, not a dead letter: liveness turns red, and a restart tries again.
            LOG.error("training broke down; the request stays unacknowledged", e);
            breakdown = e;
        } finally {
            submission.left.complete(null);
        }
    }

    /** The job's heartbeat stays on until the revocation, so that liveness fails if none comes. */
    private synchronized void leave(Submission submission) {
        submission.left.complete(null);
        if (submission.revoked.isDone()) {
            release(submission);
        }
    }

    private void release(Submission submission) {
        control.end();
        submission.result.complete(Result.HANDED_OVER);
    }

    private static boolean completed(CompletableFuture<Void> work, Duration limit) {
        try {
            work.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }
}
