package io.conteur.tokenizertrainer.service;

import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.RequestHandler;
import io.conteur.tokenizertrainer.training.TokenizerJob;
import io.conteur.tokenizertrainer.training.TokenizerJobFactory;
import io.conteur.workersupport.JobExecutor;

/**
 * Takes the records of {@code tokenizer-requests}, one at a time. A record is acknowledged when its
 * job has ended.
 */
record TokenizerRequestHandler(
        JobExecutor executor, TokenizerJobFactory jobs, TokenizerJobRunner runner)
        implements RequestHandler {
    @Override
    public boolean ready() {
        return !executor.busy();
    }

    @Override
    public void take(ReceivedRequest received) {
        if (received.request().tombstone()) {
            // The job that it would cancel has ended by now.
            received.acknowledgement().run();
            return;
        }
        TokenizerJob job = jobs.of(received.request());
        var unused = executor.submit(received, () -> false, () -> runner.run(job));
    }
}
