package io.conteur.tokenizertrainer;

import io.conteur.messaging.Request;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * Takes the records of {@code tokenizer-requests}, one at a time; each stays unacknowledged until
 * its job has ended.
 */
@ApplicationScoped
class TokenizerRequestsWorker {
    private final JobThread thread;

    TokenizerRequestsWorker(JobThread thread) {
        this.thread = thread;
    }

    @Incoming("tokenizer-requests")
    CompletionStage<Void> take(ConsumerRecord<byte[], byte[]> record) {
        return thread.submit(Request.of(record));
    }
}
