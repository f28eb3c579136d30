package io.conteur.messaging.consumer;

import io.conteur.events.wire.Topic;
import io.conteur.messaging.producer.EventProducer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;

/**
 * Sends invalid records to the dead-letter topic: key, value and headers unchanged, with further
 * headers for the position of the record and the reason.
 */
final class DeadLetterPublisher implements AutoCloseable {
    private static final int MAX_REASON_LENGTH = 1000;

    /** Above it no request is taken: dead letters are held until the broker has them. */
    static final long MAX_UNDELIVERED_BYTES = 8 << 20;

    private final Topic<?> topic;
    private final EventProducer producer;

    /**
     * Has a producer of its own: where dead letters cannot be written, other events still can.
     *
     * @param client connection settings of a Kafka client
     */
    DeadLetterPublisher(Topic<?> topic, Map<String, Object> client, String service) {
        this.topic = topic;
        this.producer = new EventProducer(client, service);
    }

    /**
     * The stage completes once the broker has the dead letter. If the topic was created with a
     * smaller record size than it should have, the value is left out, and if that does not help the
     * key and the headers of the record too: a dead letter that no size suits would hold back the
     * offset of its partition.
     */
    CompletionStage<Void> send(ConsumerRecord<byte[], byte[]> record, RuntimeException reason) {
        return producer.send(whole(record, reason))
                .exceptionallyCompose(
                        refusal -> ifTooLarge(refusal, () -> withoutValue(record, reason)))
                .exceptionallyCompose(
                        refusal -> ifTooLarge(refusal, () -> positionOnly(record, reason)));
    }

    /** Whether the undelivered bytes have reached {@link #MAX_UNDELIVERED_BYTES}. */
    boolean congested() {
        return undeliveredBytes() >= MAX_UNDELIVERED_BYTES;
    }

    long undeliveredBytes() {
        return producer.undeliveredBytes();
    }

    @Override
    public void close() {
        producer.close();
    }

    private CompletionStage<Void> ifTooLarge(
            Throwable refusal, Supplier<ProducerRecord<byte[], byte[]>> smaller) {
        Throwable cause = refusal instanceof CompletionException ? refusal.getCause() : refusal;
        return cause instanceof RecordTooLargeException
                ? producer.send(smaller.get())
                : CompletableFuture.failedFuture(refusal);
    }

    private ProducerRecord<byte[], byte[]> whole(
            ConsumerRecord<byte[], byte[]> record, RuntimeException reason) {
        return letter(
                new ProducerRecord<>(
                        topic.deadLetterName(),
                        null,
                        record.key(),
                        record.value(),
                        record.headers()),
                record,
                reason);
    }

    private ProducerRecord<byte[], byte[]> withoutValue(
            ConsumerRecord<byte[], byte[]> record, RuntimeException reason) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(
                        topic.deadLetterName(), null, record.key(), null, record.headers());
        return shortened(letter(letter, record, reason), record);
    }

    private ProducerRecord<byte[], byte[]> positionOnly(
            ConsumerRecord<byte[], byte[]> record, RuntimeException reason) {
        ProducerRecord<byte[], byte[]> letter =
                new ProducerRecord<>(topic.deadLetterName(), null, null);
        return shortened(letter(letter, record, reason), record);
    }

    private static ProducerRecord<byte[], byte[]> letter(
            ProducerRecord<byte[], byte[]> letter,
            ConsumerRecord<byte[], byte[]> record,
            RuntimeException reason) {
        header(letter, "dead-letter-exception-class-name", reason.getClass().getName());
        header(letter, "dead-letter-reason", message(reason));
        header(letter, "dead-letter-topic", record.topic());
        header(letter, "dead-letter-partition", Integer.toString(record.partition()));
        header(letter, "dead-letter-offset", Long.toString(record.offset()));
        return letter;
    }

    private static ProducerRecord<byte[], byte[]> shortened(
            ProducerRecord<byte[], byte[]> letter, ConsumerRecord<byte[], byte[]> record) {
        int bytes = record.value() == null ? 0 : record.value().length;
        header(letter, "dead-letter-value-bytes", Integer.toString(bytes));
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
