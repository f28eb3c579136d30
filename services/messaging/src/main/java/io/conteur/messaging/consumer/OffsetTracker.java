package io.conteur.messaging.consumer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The acknowledged records of a partition. Records are acknowledged in any order; offsets are
 * committed up to the first record that is not. Threads may share it.
 */
final class OffsetTracker {
    /** Records that are not acknowledged, by offset, with their timestamps; in order. */
    private final Map<Long, Long> pending = new LinkedHashMap<>();

    private long next = -1;

    /**
     * A record was polled, with a higher offset than all before.
     *
     * @param timestamp of the record, in milliseconds since 1970
     */
    synchronized void received(long offset, long timestamp) {
        pending.put(offset, timestamp);
        next = offset + 1;
    }

    /**
     * The consumer's position: beyond the last record if a transaction marker follows it, or if
     * later records were deleted.
     */
    synchronized void reached(long offset) {
        next = Math.max(next, offset);
    }

    /** A record needs no redelivery. */
    synchronized void acknowledge(long offset) {
        pending.remove(offset);
    }

    /** Whether a record is not acknowledged yet. */
    synchronized boolean outstanding() {
        return !pending.isEmpty();
    }

    /** Records that are not acknowledged yet. */
    synchronized int held() {
        return pending.size();
    }

    /** The timestamp of the oldest record that is not acknowledged yet. */
    synchronized OptionalLong oldest() {
        return pending.values().stream().mapToLong(Long::longValue).min();
    }

    /**
     * How far the records go beyond the first one that is not acknowledged: the most that would be
     * redelivered.
     */
    synchronized long spread() {
        return pending.isEmpty() ? 0 : next - first();
    }

    /** The offset to commit; empty as long as it is not known. */
    synchronized OptionalLong position() {
        if (next < 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(pending.isEmpty() ? next : first());
    }

    private long first() {
        return pending.keySet().iterator().next();
    }
}
