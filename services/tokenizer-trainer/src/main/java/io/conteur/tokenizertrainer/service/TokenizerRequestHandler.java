package io.conteur.tokenizertrainer.service;

import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.RequestHandler;
import io.conteur.tokenizertrainer.training.TokenizerJob;
import io.conteur.tokenizertrainer.training.TokenizerJobFactory;
import io.conteur.workersupport.JobExecutor;
import java.time.Duration;
import java.util.Set;

/**
 * Takes the records of {@code tokenizer-requests}, one at a time. A record is acknowledged when its
 * job has ended. When its partition is revoked, its job is abandoned, since the next consumer
 * starts it anew.
 *
 * @param handOverLimit how long a rebalance waits for a job to stop
 */
record TokenizerRequestHandler(
        JobExecutor executor,
        TokenizerJobFactory jobs,
        TokenizerJobRunner runner,
        Duration handOverLimit)
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

    @Override
    public void revoked(Set<Integer> partitions) {
        executor.revoke(partitions, handOverLimit);
    }
}
