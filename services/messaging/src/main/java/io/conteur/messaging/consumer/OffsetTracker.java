package io.conteur.messaging.consumer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The acknowledged records of a partition. Records are acknowledged in any order; offsets are
 * committed up to the first record that is not. Threads may share it.
 */
final class OffsetTracker {
    private final Deque<Long> pending = new ArrayDeque<>();
    private final Set<Long> acknowledged = new HashSet<>();
    private long next = -1;

    /** A record was polled, with a higher offset than all before. */
    synchronized void received(long offset) {
        pending.add(offset);
        next = offset + 1;
    }

    /** A record needs no redelivery. */
    synchronized void acknowledge(long offset) {
        acknowledged.add(offset);
        while (!pending.isEmpty() && acknowledged.remove(pending.peek())) {
            pending.remove();
        }
    }

    /** Whether a record is not acknowledged yet. */
    synchronized boolean outstanding() {
        return !pending.isEmpty();
    }

    /**
     * How far the records go beyond the first one that is not acknowledged: the most that would be
     * redelivered.
     */
    synchronized long spread() {
        return pending.isEmpty() ? 0 : next - pending.element();
    }

    /** The offset to commit; empty when nothing was received. */
    synchronized OptionalLong position() {
        if (next < 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(pending.isEmpty() ? next : pending.element());
    }
}
