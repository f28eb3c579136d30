package io.conteur.modeltrainer;

import io.conteur.modeltrainer.JobRunner.Ending;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Takes the records of {@code training-requests}, one at a time; each stays unacknowledged until
 * its job has ended. One that has gone to another worker is left to it.
 */
@ApplicationScoped
class TrainingRequestsWorker {
    private final JobThread thread;

    TrainingRequestsWorker(JobThread thread) {
        this.thread = thread;
    }

    @Incoming("training-requests")
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    CompletionStage<Void> take(Message<byte[]> message) {
        return thread.submit(delivery(message))
                .handle((ending, failure) -> answer(message, ending, failure))
                .thenCompose(Function.identity());
    }

    @SuppressWarnings("unchecked")
    private static Delivery delivery(Message<byte[]> message) {
        IncomingKafkaRecordMetadata<byte[], byte[]> metadata =
                message.getMetadata(IncomingKafkaRecordMetadata.class).orElseThrow();
        return Delivery.of(metadata.getRecord());
    }

    private static CompletionStage<Void> answer(
            Message<byte[]> message, @Nullable Ending ending, @Nullable Throwable failure) {
        if (failure != null) {
            return message.nack(failure);
        }
        return ending == Ending.ENDED ? message.ack() : CompletableFuture.completedFuture(null);
    }
}
