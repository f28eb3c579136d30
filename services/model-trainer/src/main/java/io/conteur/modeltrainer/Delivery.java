package io.conteur.modeltrainer;

import io.conteur.messaging.Request;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A request and where it came from.
 *
 * @param timestamp milliseconds since 1970, the broker's or sender's
 */
record Delivery(Request request, int partition, long offset, long timestamp) {
    static Delivery of(ConsumerRecord<byte[], byte[]> record) {
        return new Delivery(
                Request.of(record), record.partition(), record.offset(), record.timestamp());
    }
}
