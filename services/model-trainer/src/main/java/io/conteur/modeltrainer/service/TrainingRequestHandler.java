package io.conteur.modeltrainer.service;

import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.RequestHandler;
import io.conteur.modeltrainer.job.JobSpec;
import io.conteur.modeltrainer.registry.Cancellations;
import io.conteur.workersupport.JobExecutor;
import java.time.Duration;
import java.util.Set;

/**
 * Takes the records of {@code training-requests}, one at a time. A record is acknowledged when its
 * job has ended. When its partition is revoked, its job saves and hands over first, so that the
 * next consumer resumes from its latest step.
 */
final class TrainingRequestHandler implements RequestHandler {
    private final JobExecutor executor;
    private final TrainingJobRunner runner;
    private final Cancellations cancellations;
    private final Duration handOverLimit;

    /**
     * @param handOverLimit how long a rebalance waits for a job to hand over
     */
    TrainingRequestHandler(
            JobExecutor executor,
            TrainingJobRunner runner,
            Cancellations cancellations,
            Duration handOverLimit) {
        this.executor = executor;
        this.runner = runner;
        this.cancellations = cancellations;
        this.handOverLimit = handOverLimit;
    }

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
                executor.submit(
                        received, () -> cancellations.cover(received), () -> runner.run(job));
    }

    @Override
    public void revoked(Set<Integer> partitions) {
        executor.revoke(partitions, handOverLimit);
    }
}
