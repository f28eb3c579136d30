package io.conteur.gpt.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do one piece of work together, task by task, each of which begins when the one
 * before is done. A member that is free takes the next portion of a task, so that one that the
 * operating system keeps from its core holds up the others for no more than a portion. Tasks take
 * microseconds, so members spin while they wait. Between pieces of work they rest. The caller is
 * one of them.
 */
final class SpinningWorkers implements AutoCloseable {
    // What others need a core for is let through after some microseconds.
    private static final int SPINS_BEFORE_YIELD = 500;
    // Two threads on one core let each other through for ever; one that wakes up is given a core of
    // its own, if there is one.
    private static final int YIELDS_BEFORE_NAP = 32;
    private static final long NAP_NANOS = 20_000;
    // An operating system may keep a thread that wakes up waiting for milliseconds while another
    // computes. To offer it the core costs a microsecond.
    private static final long NANOS_BEFORE_OFFER = 100_000;
    // Longer than what lies between two steps of a busy engine.
    private static final int SPINS_BEFORE_REST = 20_000;

    private final List<Member> others = new ArrayList<>();
    private final Core first = new Core();
    // The number of the task in hand, and in the lower half how many of its portions are taken.
    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger done = new AtomicInteger();
    private volatile Round round = new Round(1, 1, 0, seat -> {});
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** What every member does, each in its seat. */
    interface Work {
        void run(Seat seat);
    }

    /** A piece of work and how many members, the first, do it. */
    private static final class Round {
        private final int members;
        private final int portions;
        private final int firstTask;
        private final Work work;

        Round(int members, int portions, int firstTask, Work work) {
            this.members = members;
            this.portions = portions;
            this.firstTask = firstTask;
            this.work = work;
        }
    }

    /** Where a member sits among those that work. */
    final class Seat {
        final int number;
        private final Round round;
        private final Core core;
        private int task;

        private Seat(int number, Round round, Core core) {
            this.number = number;
            this.round = round;
            this.core = core;
            this.task = round.firstTask;
        }

        /**
         * The next task: something for each of so many items, for which every member calls this.
         * What comes between two tasks, a member may do late, and must not change anything. Returns
         * when all items are done; what was done for them, all can see after. Before it, whatever
         * waits for the member's core may have it.
         */
        void each(int count, Consumer<IndexRange> work) {
            core.offer();
            if (round.members == 1 || count == 0) {
                work.accept(new IndexRange(0, count));
                return;
            }
            int portions = Math.min(count, round.portions);
            for (int i = take(task, portions); i >= 0; i = take(task, portions)) {
                work.accept(portion(count, i, portions));
                finish(task, portions);
            }
            await(task, core);
            task++;
        }
    }

    /** How a thread shares its core with whatever else wants it. */
    @SuppressWarnings("ThreadPriorityCheck") // what is right does not depend on the scheduler
    private static final class Core {
        private int yields;
        private long offeredNanos = System.nanoTime();

        /** While the thread computes. */
        void offer() {
            long nanos = System.nanoTime();
            if (nanos - offeredNanos >= NANOS_BEFORE_OFFER) {
                Thread.yield();
                offeredNanos = System.nanoTime();
            }
        }

        /** While the thread waits for what takes microseconds. */
        void pause(int spins) {
            if (spins % SPINS_BEFORE_YIELD != SPINS_BEFORE_YIELD - 1) {
                Thread.onSpinWait();
            } else if (++yields % YIELDS_BEFORE_NAP != 0) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(this, NAP_NANOS);
            }
        }
    }

    /** A member that is not the caller. */
    private final class Member {
        private final int number;
        private final Core core = new Core();
        private final Thread thread;
        private volatile boolean rests;

        Member(int number) {
            Round beginning = round;
            this.number = number;
            thread = new Thread(() -> serve(beginning), "gpt-team");
            thread.setDaemon(true);
            thread.start();
        }

        /** Nothing is missed that is to be done from the team's beginning on. */
        private void serve(Round beginning) {
            Round seen = beginning;
            while (awaitNext(seen)) {
                seen = round;
                if (number < seen.members) {
                    attend(seen, new Seat(number, seen, core));
                }
            }
        }

        /** False when there will be no more. */
        private boolean awaitNext(Round seen) {
            int spins = 0;
            while (round == seen && !closed) {
                if (spins++ < SPINS_BEFORE_REST) {
                    core.pause(spins);
                } else {
                    rest(seen);
                }
            }
            return !closed;
        }

        private void rest(Round seen) {
            rests = true;
            if (round == seen && !closed) {
                LockSupport.park(this);
            }
            rests = false;
        }

        void wake() {
            if (rests) {
                LockSupport.unpark(thread);
            }
        }
    }

    /**
     * @param size members, the caller included
     */
    SpinningWorkers(int size) {
        for (int number = 1; number < size; number++) {
            others.add(new Member(number));
        }
    }

    int size() {
        return others.size() + 1;
    }

    /**
     * Does work with the first so many members, the tasks of it in so many portions. When one
     * fails, all leave, and the team is of no more use.
     */
    void run(int members, int portions, Work work) {
        Round next = new Round(members, portions, (int) (taken.get() >>> Integer.SIZE), work);
        if (members == 1) {
            work.run(new Seat(0, next, first));
            return;
        }
        round = next;
        others.forEach(Member::wake);
        attend(next, new Seat(0, next, first));
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("a thread that computes has failed", cause);
        }
    }

    /** A member's part of a round. */
    private void attend(Round round, Seat seat) {
        try {
            round.work.run(seat);
        } catch (Left e) {
            // The member that failed tells.
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    /** The parts of so many items are as equal as can be. */
    private static IndexRange portion(int count, int number, int portions) {
        return new IndexRange(
                (int) ((long) count * number / portions),
                (int) ((long) count * (number + 1) / portions));
    }

    /** The next portion of a task, negative when there is none left. */
    private int take(int task, int portions) {
        while (true) {
            long now = taken.get();
            if ((int) (now >>> Integer.SIZE) != task || (int) now == portions) {
                return -1;
            }
            if (taken.compareAndSet(now, now + 1)) {
                return (int) now;
            }
        }
    }

    /** A portion is done; with the last one the next task begins. */
    private void finish(int task, int portions) {
        if (done.incrementAndGet() == portions) {
            done.set(0);
            taken.set((task + 1L) << Integer.SIZE);
        }
    }

    private void await(int task, Core core) {
        for (int spins = 0; (int) (taken.get() >>> Integer.SIZE) == task; spins++) {
            if (failure != null) {
                throw new Left();
            }
            core.pause(spins);
        }
    }

    @Override
    public void close() {
        closed = true;
        others.forEach(member -> LockSupport.unpark(member.thread));
    }

    /** Another member has failed. */
    private static final class Left extends RuntimeException {
        private static final long serialVersionUID = 1;
    }
}
