package io.conteur.messaging.consumer;

import java.time.Duration;

/**
 * Whether the broker has confirmed within the last seconds that this process is a member of its
 * consumer group. If it has not, because of an outage or because this process was suspended, the
 * partitions may have been assigned to another member. Threads may share it.
 */
public final class GroupMembership {
    /** Well below the session timeout, after which the broker may reassign the partitions. */
    private static final Duration VALIDITY = Duration.ofSeconds(5);

    private volatile long confirmedNanos = System.nanoTime() - VALIDITY.toNanos();

    /** The broker accepted a commit that was sent at this time, or assigned partitions. */
    void confirm(long nanos) {
        confirmedNanos = nanos;
    }

    /** The broker rejected a commit: this process is no member any more. */
    void deny() {
        confirmedNanos = System.nanoTime() - VALIDITY.toNanos();
    }

    /** Whether the last confirmation is recent enough. */
    public boolean confirmed() {
        return System.nanoTime() - confirmedNanos < VALIDITY.toNanos();
    }
}
