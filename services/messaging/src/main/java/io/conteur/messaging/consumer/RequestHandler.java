package io.conteur.messaging.consumer;

import io.conteur.events.InvalidEventException;
import java.util.Set;

/** A service's side of {@link RequestConsumer}. Called only by the polling thread. */
public interface RequestHandler {
    /**
     * Whether the consumer may join its group. It is asked before each join until it is true, so
     * that partitions are not taken from members that can already serve them.
     */
    default boolean mayJoin() {
        return true;
    }

    /** Whether a request can be taken now. If not, the consumer is paused: backpressure. */
    boolean ready();

    /** Whether requests of one partition can be taken now; until then it alone is paused. */
    default boolean ready(int partition) {
        return true;
    }

    /**
     * Takes a request, and returns without waiting for its outcome.
     *
     * @throws InvalidEventException when it is invalid. After any exception the record becomes a
     *     dead letter
     */
    void take(ReceivedRequest request);

    /** Partitions were assigned to this consumer. */
    default void assigned(Set<Integer> partitions) {}

    /** Partitions are reassigned to another consumer as soon as this returns. */
    default void revoked(Set<Integer> partitions) {}

    /** Partitions were lost some time ago: another consumer may have taken their requests. */
    default void lost(Set<Integer> partitions) {
        revoked(partitions);
    }
}
