package io.conteur.modeltrainer.registry;

import io.conteur.messaging.consumer.ReceivedRequest;

/** Requests cancelled by a tombstone under their key; {@code KafkaCancellations} reads them. */
public interface Cancellations {
    /** Nothing is cancelled. */
    Cancellations NONE = request -> false;

    /** Whether a tombstone was sent after the request, as far as is known by now. */
    boolean cancelled(ReceivedRequest request);

    /** Returns when all tombstones sent before this call are known. */
    default void catchUp() {}
}
