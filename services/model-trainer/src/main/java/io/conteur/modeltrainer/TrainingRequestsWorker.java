package io.conteur.modeltrainer;

import io.conteur.messaging.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Takes the records of {@code training-requests}, one at a time; each stays unacknowledged until
 * its job has ended.
 */
@ApplicationScoped
class TrainingRequestsWorker {
    private final JobThread thread;

    TrainingRequestsWorker(JobThread thread) {
        this.thread = thread;
    }

    @Incoming("training-requests")
    CompletionStage<Void> take(ConsumerRecord<byte[], byte[]> record) {
        return thread.submit(Request.of(record));
    }
}
