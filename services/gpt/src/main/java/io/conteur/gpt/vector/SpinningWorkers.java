package io.conteur.gpt.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that run a job together: a sequence of tasks with a barrier after each. A task is divided
 * into chunks that threads claim dynamically, so that a thread that the operating system has
 * preempted delays the others by no more than one chunk. Tasks take microseconds, so threads spin
 * at the barrier. Between jobs they park. The caller is one of the threads.
 */
final class SpinningWorkers implements AutoCloseable {
    // Some microseconds, after which other threads get the core.
    private static final int SPINS_BEFORE_YIELD = 500;
    // Two threads on one core may yield to each other forever; a thread that wakes up is scheduled
    // on a free core, if there is one.
    private static final int YIELDS_BEFORE_SLEEP = 32;
    private static final long SLEEP_NANOS = 20_000;
    // A thread that wakes up may wait milliseconds for a core on which another computes. To yield
    // it costs a microsecond.
    private static final long NANOS_BETWEEN_YIELDS = 100_000;
    // Longer than the time between two steps of a busy engine.
    private static final int SPINS_BEFORE_PARK = 20_000;

    private final List<WorkerThread> threads = new ArrayList<>(); // without the caller
    private final SpinWait callerWait = new SpinWait();
    // Upper half: number of the current task. Lower half: how many of its chunks are claimed.
    private final AtomicLong claimed = new AtomicLong();
    private final AtomicInteger finished = new AtomicInteger();
    private volatile Job job = new Job(1, 1, 0, worker -> {});
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** What every thread runs. */
    interface Work {
        void run(Worker worker);
    }

    /** Work for the first {@code workers} threads. Compared by identity. */
    private static final class Job {
        private final int workers;
        private final int chunks;
        private final int firstTask;
        private final Work work;

        Job(int workers, int chunks, int firstTask, Work work) {
            this.workers = workers;
            this.chunks = chunks;
            this.firstTask = firstTask;
            this.work = work;
        }
    }

    /** One thread's part in a job. */
    final class Worker {
        final int number;
        private final Job job;
        private final SpinWait spinWait;
        private int task;

        private Worker(int number, Job job, SpinWait spinWait) {
            this.number = number;
            this.job = job;
            this.spinWait = spinWait;
            this.task = job.firstTask;
        }

        /**
         * The next task: work on each of {@code count} items. Every thread of the job calls this
         * for every task, in the same order. Returns when all items are done by all threads, and
         * what they wrote is visible. A thread may run what stands between two tasks late, so it
         * must not write there.
         */
        void each(int count, Consumer<IndexRange> work) {
            spinWait.yieldNowAndThen();
            if (job.workers == 1 || count == 0) {
                work.accept(new IndexRange(0, count));
                return;
            }
            int chunks = Math.min(count, job.chunks);
            for (int i = claim(task, chunks); i >= 0; i = claim(task, chunks)) {
                work.accept(chunk(count, i, chunks));
                finish(task, chunks);
            }
            await(task, spinWait);
            task++;
        }
    }

    /** How a thread shares its core with other threads. */
    @SuppressWarnings("ThreadPriorityCheck") // what is right does not depend on the scheduler
    private static final class SpinWait {
        private int yields;
        private long yieldedNanos = System.nanoTime();

        /** While the thread computes. */
        void yieldNowAndThen() {
            long nanos = System.nanoTime();
            if (nanos - yieldedNanos >= NANOS_BETWEEN_YIELDS) {
                Thread.yield();
                yieldedNanos = System.nanoTime();
            }
        }

        /** While the thread waits, for microseconds as a rule: spin, then yield, then sleep. */
        void pause(int spins) {
            if (spins % SPINS_BEFORE_YIELD != SPINS_BEFORE_YIELD - 1) {
                Thread.onSpinWait();
            } else if (++yields % YIELDS_BEFORE_SLEEP != 0) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(this, SLEEP_NANOS);
            }
        }
    }

    private final class WorkerThread {
        private final int number;
        private final SpinWait spinWait = new SpinWait();
        private final Thread thread;
        private volatile boolean parked;

        WorkerThread(int number) {
            Job initial = job; // read before the thread starts, so that it misses no job
            this.number = number;
            thread = new Thread(() -> serve(initial), "gpt-worker");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(Job initial) {
            Job seen = initial;
            while (awaitNext(seen)) {
                seen = job;
                if (number < seen.workers) {
                    work(seen, new Worker(number, seen, spinWait));
                }
            }
        }

        /** False when this is closed. */
        private boolean awaitNext(Job seen) {
            int spins = 0;
            while (job == seen && !closed) {
                if (spins++ < SPINS_BEFORE_PARK) {
                    spinWait.pause(spins);
                } else {
                    park(seen);
                }
            }
            return !closed;
        }

        private void park(Job seen) {
            parked = true;
            if (job == seen && !closed) {
                LockSupport.park(this);
            }
            parked = false;
        }

        void wake() {
            if (parked) {
                LockSupport.unpark(thread);
            }
        }
    }

    /**
     * @param size threads, the caller included
     */
    SpinningWorkers(int size) {
        for (int number = 1; number < size; number++) {
            threads.add(new WorkerThread(number));
        }
    }

    int size() {
        return threads.size() + 1;
    }

    /**
     * Runs a job on the first {@code workers} threads and waits for it.
     *
     * @param chunks in which each task is divided
     * @throws IllegalStateException when a thread has failed; then this cannot be used any more
     */
    void run(int workers, int chunks, Work work) {
        Job next = new Job(workers, chunks, (int) (claimed.get() >>> Integer.SIZE), work);
        if (workers == 1) {
            work.run(new Worker(0, next, callerWait));
            return;
        }
        job = next;
        threads.forEach(WorkerThread::wake);
        work(next, new Worker(0, next, callerWait));
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("a worker thread has failed", cause);
        }
    }

    private void work(Job job, Worker worker) {
        try {
            job.work.run(worker);
        } catch (Aborted e) {
            // The thread that failed reports it.
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Chunks differ by at most one item. */
    private static IndexRange chunk(int count, int number, int chunks) {
        return new IndexRange(
                (int) ((long) count * number / chunks),
                (int) ((long) count * (number + 1) / chunks));
    }

    /** Claims the next chunk of a task; negative when there is none left. */
    private int claim(int task, int chunks) {
        while (true) {
            long now = claimed.get();
            if ((int) (now >>> Integer.SIZE) != task || (int) now == chunks) {
                return -1;
            }
            if (claimed.compareAndSet(now, now + 1)) {
                return (int) now;
            }
        }
    }

    /** A chunk is finished; after the last one the next task begins. */
    private void finish(int task, int chunks) {
        if (finished.incrementAndGet() == chunks) {
            finished.set(0);
            claimed.set((task + 1L) << Integer.SIZE);
        }
    }

    private void await(int task, SpinWait spinWait) {
        for (int spins = 0; (int) (claimed.get() >>> Integer.SIZE) == task; spins++) {
            if (failure != null) {
                throw new Aborted();
            }
            spinWait.pause(spins);
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(worker -> LockSupport.unpark(worker.thread));
    }

    /** Another thread has failed. */
    private static final class Aborted extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
