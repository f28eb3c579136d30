package io.conteur.messaging.consumer;

import java.time.Duration;

/**
 * Whether the broker has confirmed within the last seconds that this process is a member of its
 * consumer group. If not, because the broker is away or this process was stopped for a while,
 * another member may have its partitions by now. Threads may share it.
 */
public final class GroupMembership {
    /** Well below the session timeout, after which the broker may give the partitions away. */
    private static final Duration VALIDITY = Duration.ofSeconds(5);

    private volatile long confirmedNanos = System.nanoTime() - VALIDITY.toNanos();

    /** The broker took a commit that was sent then, or assigned partitions. */
    void confirm(long nanos) {
        confirmedNanos = nanos;
    }

    /** The broker no longer knows this member. */
    void deny() {
        confirmedNanos = System.nanoTime() - VALIDITY.toNanos();
    }

    /** The confirmation is not too old. */
    public boolean confirmed() {
        return System.nanoTime() - confirmedNanos < VALIDITY.toNanos();
    }
}
