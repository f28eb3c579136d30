package io.conteur.modeltrainer;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.Request;
import org.jspecify.annotations.Nullable;

/**
 * A request and where it came from.
 *
 * @param job what it asks for; null for a tombstone
 * @param timestamp milliseconds since 1970, the broker's or sender's
 */
record Delivery(Request request, @Nullable Job job, int partition, long offset, long timestamp) {
    /**
     * Reads a record.
     *
     * @throws InvalidEventException when it is no training request
     */
    static Delivery of(ReceivedRequest received) {
        return of(
                received.request(), received.partition(), received.offset(), received.timestamp());
    }

    static Delivery of(Request request, int partition, long offset, long timestamp) {
        Job job = request.tombstone() ? null : Job.of(request);
        return new Delivery(request, job, partition, offset, timestamp);
    }
}
