package io.conteur.messaging.consumer;

/**
 * A request and the record that it came in.
 *
 * @param timestamp of the record, in milliseconds since 1970
 * @param acknowledgement to be run, by any thread, once the broker has the outcome; without it the
 *     record is redelivered after a crash
 */
public record ReceivedRequest(
        Request request, int partition, long offset, long timestamp, Runnable acknowledgement) {}
