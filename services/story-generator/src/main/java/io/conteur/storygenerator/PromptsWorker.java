package io.conteur.storygenerator;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.Request;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.eclipse.microprofile.reactive.messaging.Message;

/** Takes the records of {@code prompts}; each is acknowledged when the broker has its outcome. */
@ApplicationScoped
class PromptsWorker {
    private final Intake intake;
    private final PollingPause pause;

    PromptsWorker(Intake intake, PollingPause pause) {
        this.intake = intake;
        this.pause = pause;
    }

    @Incoming("prompts")
    @Blocking
    @Acknowledgment(Acknowledgment.Strategy.MANUAL)
    CompletionStage<Void> take(Message<ConsumerRecord<byte[], byte[]>> prompt)
            throws InterruptedException {
        pause.whileFull();
        try {
            ConsumerRecord<byte[], byte[]> record = prompt.getPayload();
            Runnable done = prompt::ack;
            intake.take(
                    Request.of(record),
                    new PendingPrompt.Delivery(record.partition(), done, System.nanoTime()));
            return CompletableFuture.completedFuture(null);
        } catch (InvalidEventException e) {
            return prompt.nack(e);
        }
    }
}
