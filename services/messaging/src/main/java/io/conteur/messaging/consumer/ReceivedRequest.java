package io.conteur.messaging.consumer;

/**
 * A request and the record that it came in.
 *
 * @param timestamp milliseconds since 1970, the broker's or the sender's
 * @param acknowledgement run once the request's outcome is safe at the broker, by any thread; until
 *     then the record comes again after a crash
 */
public record ReceivedRequest(
        Request request, int partition, long offset, long timestamp, Runnable acknowledgement) {}
