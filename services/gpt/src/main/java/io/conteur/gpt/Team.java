package io.conteur.gpt;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that do one piece of work together and often wait for one another on the way, for
 * microseconds: so they spin. Between pieces of work they rest. The caller is one of them.
 */
final class Team implements AutoCloseable {
    // What others need a core for is let through after some microseconds.
    private static final int SPINS_BEFORE_YIELD = 500;
    // Two threads on one core let each other through for ever; one that wakes up is given a core of
    // its own, if there is one.
    private static final int YIELDS_BEFORE_NAP = 32;
    private static final long NAP_NANOS = 20_000;
    // Longer than what lies between two steps of a busy engine.
    private static final int SPINS_BEFORE_REST = 20_000;

    private final List<Member> others = new ArrayList<>();
    private final Waiting first = new Waiting();
    private final AtomicInteger arrived = new AtomicInteger();
    private volatile int meetings;
    private volatile Round round = new Round(1, seat -> {});
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /** What every member does, each in its seat. */
    interface Work {
        void run(Seat seat);
    }

    /** A piece of work and how many members, the first, do it. */
    private static final class Round {
        private final int members;
        private final Work work;

        Round(int members, Work work) {
            this.members = members;
            this.work = work;
        }
    }

    /** Where a member sits among those that work. */
    final class Seat {
        final int number;
        private final int members;
        private final Waiting waiting;

        private Seat(int number, int members, Waiting waiting) {
            this.number = number;
            this.members = members;
            this.waiting = waiting;
        }

        /** This member's part of so many items; the parts are as equal as can be. */
        Share share(int count) {
            return new Share(
                    (int) ((long) count * number / members),
                    (int) ((long) count * (number + 1) / members));
        }

        /** Waits for all members; what each did before, all can see after. */
        void meet() {
            if (members > 1) {
                Team.this.meet(members, waiting);
            }
        }
    }

    /** How a thread waits for what takes microseconds. */
    private static final class Waiting {
        private int yields;

        @SuppressWarnings("ThreadPriorityCheck") // what is right does not depend on the scheduler
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
        private final Waiting waiting = new Waiting();
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
                    attend(seen, new Seat(number, seen.members, waiting));
                }
            }
        }

        /** False when there will be no more. */
        private boolean awaitNext(Round seen) {
            int spins = 0;
            while (round == seen && !closed) {
                if (spins++ < SPINS_BEFORE_REST) {
                    waiting.pause(spins);
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
    Team(int size) {
        for (int number = 1; number < size; number++) {
            others.add(new Member(number));
        }
    }

    int size() {
        return others.size() + 1;
    }

    /**
     * Does work with the first so many members. When one fails, all leave, and the team is of no
     * more use.
     */
    void run(int members, Work work) {
        if (members == 1) {
            work.run(new Seat(0, 1, first));
            return;
        }
        Round next = new Round(members, work);
        round = next;
        others.forEach(Member::wake);
        attend(next, new Seat(0, members, first));
        Throwable cause = failure;
        if (cause != null) {
            throw new IllegalStateException("a thread that computes has failed", cause);
        }
    }

    /** A member's part of a round, which ends when all are through. */
    private void attend(Round round, Seat seat) {
        try {
            round.work.run(seat);
            seat.meet();
        } catch (Left e) {
            // The member that failed tells.
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    private void meet(int members, Waiting waiting) {
        int meeting = meetings;
        if (arrived.incrementAndGet() == members) {
            arrived.set(0);
            meetings = meeting + 1;
            return;
        }
        for (int spins = 0; meetings == meeting; spins++) {
            if (failure != null) {
                throw new Left();
            }
            waiting.pause(spins);
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
