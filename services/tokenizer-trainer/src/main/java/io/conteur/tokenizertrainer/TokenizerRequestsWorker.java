package io.conteur.tokenizertrainer;

import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.RequestHandler;

/**
 * Takes the records of {@code tokenizer-requests}, one at a time; each stays unacknowledged until
 * its job has ended.
 */
final class TokenizerRequestsWorker implements RequestHandler {
    private final JobThread thread;

    TokenizerRequestsWorker(JobThread thread) {
        this.thread = thread;
    }

    @Override
    public boolean ready() {
        return !thread.busy();
    }

    @Override
    public void take(ReceivedRequest received) {
        var unused = thread.submit(received.request()).thenRun(received.acknowledgement());
    }
}
