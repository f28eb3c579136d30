package io.conteur.messaging.consumer;

import io.conteur.events.wire.Topic;
import io.conteur.messaging.producer.EventProducer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * Sends invalid records to the dead-letter topic: key, value and headers unchanged, with further
 * headers for the position of the record and the reason.
 */
final class DeadLetterPublisher {
    private static final int MAX_REASON_LENGTH = 1000;

    private final Topic<?> topic;
    private final EventProducer producer;

    DeadLetterPublisher(Topic<?> topic, EventProducer producer) {
        this.topic = topic;
        this.producer = producer;
    }

    /** The stage completes once the broker has the dead letter. */
    CompletionStage<Void> send(ConsumerRecord<byte[], byte[]> record, RuntimeException reason) {
        return producer.send(letter(record, record.value(), reason))
                .exceptionallyCompose(failure -> withoutValue(record, reason, failure));
    }

    /**
     * Sends a dead letter without its value, if the topic was created with a smaller record size
     * than it should have.
     */
    private CompletionStage<Void> withoutValue(
            ConsumerRecord<byte[], byte[]> record, RuntimeException reason, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof RecordTooLargeException) || record.value() == null) {
            return CompletableFuture.failedFuture(failure);
        }
        ProducerRecord<byte[], byte[]> letter = letter(record, null, reason);
        header(letter, "dead-letter-value-bytes", Integer.toString(record.value().length));
        return producer.send(letter);
    }

    private ProducerRecord<byte[], byte[]> letter(
            ConsumerRecord<byte[], byte[]> record,
            byte @Nullable [] value,
            RuntimeException reason) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(topic.deadLetterName(), record.key(), value);
        record.headers().forEach(letter.headers()::add);
        header(letter, "dead-letter-exception-class-name", reason.getClass().getName());
        header(letter, "dead-letter-reason", message(reason));
        header(letter, "dead-letter-topic", record.topic());
        header(letter, "dead-letter-partition", Integer.toString(record.partition()));
        header(letter, "dead-letter-offset", Long.toString(record.offset()));
        return letter;
    }

    private static String message(RuntimeException reason) {
        String message = String.valueOf(reason.getMessage());
        return message.substring(0, Math.min(message.length(), MAX_REASON_LENGTH));
    }

    private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
        letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
