package io.conteur.modeltrainer;

import io.conteur.modeltrainer.JobRunner.Ending;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The one thread that trains: jobs run one after the other. */
final class JobThread {
    private static final Logger LOG = Logger.getLogger(JobThread.class);

    private final Work work;
    private final Pulse pulse;
    private final Withdrawals withdrawals;
    private final ExecutorService executor =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "training"));
    private volatile @Nullable Throwable breakdown;
    private @Nullable Hold hold;

    /** What is done with a request. */
    interface Work {
        Ending run(Delivery delivery);
    }

    /**
     * A record in hand.
     *
     * @param gone completes when its partition is no longer this worker's
     * @param left completes when no more work is done on it
     * @param done what {@code submit} promised
     */
    private record Hold(
            Delivery delivery,
            CompletableFuture<Void> gone,
            CompletableFuture<Void> left,
            CompletableFuture<Ending> done) {
        static Hold of(Delivery delivery) {
            return new Hold(
                    delivery,
                    new CompletableFuture<>(),
                    new CompletableFuture<>(),
                    new CompletableFuture<>());
        }
    }

    JobThread(Work work, Pulse pulse, Withdrawals withdrawals) {
        this.work = work;
        this.withdrawals = withdrawals;
        this.pulse = pulse;
    }

    /**
     * Works on a request. The stage completes when its job has ended, and when its record has gone
     * to another worker. When the process stops or the world breaks, it never does: the record
     * stays unacknowledged and comes again.
     */
    synchronized CompletionStage<Ending> submit(Delivery delivery) {
        Hold taken = Hold.of(delivery);
        hold = taken;
        executor.execute(() -> run(taken));
        return taken.done;
    }

    /** A request was taken whose job has not ended. */
    synchronized boolean busy() {
        return hold != null && !hold.done.isDone();
    }

    /**
     * Some partitions are no longer this worker's. Returns when the job in hand has saved and
     * handed over, if its record is of one of them, or after the limit.
     */
    void lose(Set<Integer> partitions, Duration limit) {
        Optional<Hold> lost = lost(partitions);
        if (lost.isPresent() && !finished(lost.get().left, limit)) {
            LOG.warnf("the job in hand did not hand over within %s", limit);
        }
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

    private synchronized Optional<Hold> lost(Set<Integer> partitions) {
        Hold held = hold;
        if (held == null
                || held.left.isDone() && held.done.isDone()
                || !partitions.contains(held.delivery.partition())) {
            return Optional.empty();
        }
        pulse.handOver();
        held.gone.complete(null);
        if (held.left.isDone()) {
            release(held);
        }
        return Optional.of(held);
    }

    /** Whether the work may begin; not when its record went away while it waited. */
    private synchronized boolean begin(Hold held) {
        if (held.gone.isDone()) {
            return false;
        }
        pulse.begin(() -> withdrawals.cover(held.delivery));
        return true;
    }

    private void run(Hold held) {
        try {
            Ending ending = begin(held) ? work.run(held.delivery) : Ending.HANDED_OVER;
            if (ending == Ending.ENDED) {
                pulse.end();
                held.done.complete(ending);
            } else {
                leave(held);
            }
        } catch (RuntimeException | Error e) {
            // Not acknowledged, not a dead letter: liveness turns red, and a restart tries again.
            LOG.error("training broke down; the request stays unacknowledged", e);
            breakdown = e;
        } finally {
            held.left.complete(null);
        }
    }

    /** Until the record has gone the watchdog counts, in case it never does. */
    private synchronized void leave(Hold held) {
        held.left.complete(null);
        if (held.gone.isDone()) {
            release(held);
        }
    }

    private void release(Hold held) {
        pulse.end();
        held.done.complete(Ending.HANDED_OVER);
    }

    private static boolean finished(CompletableFuture<Void> work, Duration limit) {
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
