package io.conteur.messaging.consumer;

import io.conteur.events.InvalidEventException;
import java.util.Set;

/** What a service does with the requests of a topic. Called by the polling thread alone. */
public interface RequestHandler {
    /** Whether a request can be taken now. While it cannot, nothing is fetched: backpressure. */
    boolean ready();

    /**
     * Takes a request, without waiting for its outcome.
     *
     * @throws InvalidEventException when it is none: its record becomes a dead letter
     */
    void take(ReceivedRequest request);

    /** Partitions are this consumer's from now on. */
    default void assigned(Set<Integer> partitions) {}

    /** Partitions are given to another consumer as soon as this returns. */
    default void revoked(Set<Integer> partitions) {}

    /** Partitions were taken away some time ago: another consumer may be at work on them. */
    default void lost(Set<Integer> partitions) {
        revoked(partitions);
    }
}
