package io.conteur.modeltrainer.service;

import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.RequestHandler;
import io.conteur.modeltrainer.helping.IdleWorker;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.registry.Cancellations;
import io.conteur.workersupport.JobExecutor;
import java.time.Duration;
import java.util.Set;

/**
 * Takes the records of {@code training-requests}, one at a time. A record is acknowledged when its
 * job has ended. When its partition is revoked, its job saves and hands over first, so that the
 * next consumer resumes from its latest step.
 *
 * @param handOverLimit how long a rebalance waits for a job to hand over
 */
record TrainingRequestHandler(
        JobExecutor executor,
        TrainingJobRunner runner,
        Cancellations cancellations,
        IdleWorker helper,
        Duration handOverLimit)
        implements RequestHandler {
    @Override
    public boolean ready() {
        return !executor.busy();
    }

    @Override
    public void take(ReceivedRequest received) {
        if (received.request().tombstone()) {
            // The job that it cancels, if it still ran, has ended by now.
            received.acknowledgement().run();
            return;
        }
        JobSpec job = JobSpec.of(received.request());
        var unused =
                executor.submit(received, () -> cancellations.cancelled(received), () -> run(job));
    }

    private JobExecutor.Result run(JobSpec job) {
        helper.pause();
        try {
            return runner.run(job);
        } finally {
            helper.resume();
        }
    }

    @Override
    public void revoked(Set<Integer> partitions) {
        executor.revoke(partitions, handOverLimit);
    }
}
