package io.conteur.messaging.consumer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which records of a partition are done. They are done in any order, and committed up to the first
 * that is not. Threads may share it.
 */
final class OffsetTracker {
    private final Deque<Long> open = new ArrayDeque<>();
    private final Set<Long> done = new HashSet<>();
    private long next = -1;

    /** A record was polled; offsets grow. */
    synchronized void received(long offset) {
        open.add(offset);
        next = offset + 1;
    }

    /** A record needs no redelivery. */
    synchronized void done(long offset) {
        done.add(offset);
        while (!open.isEmpty() && done.remove(open.peek())) {
            open.remove();
        }
    }

    /** Some records are not done. */
    synchronized boolean outstanding() {
        return !open.isEmpty();
    }

    /** The offset to go on from after a crash; empty when nothing was received. */
    synchronized OptionalLong position() {
        if (next < 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(open.isEmpty() ? next : open.element());
    }
}
