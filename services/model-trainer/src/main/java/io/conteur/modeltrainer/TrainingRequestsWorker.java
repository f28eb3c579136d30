package io.conteur.modeltrainer;

import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.RequestHandler;
import io.conteur.modeltrainer.JobRunner.Ending;
import java.time.Duration;
import java.util.Set;

/**
 * Takes the records of {@code training-requests}, one at a time; each stays unacknowledged until
 * its job has ended. One that goes to another worker is left to it, once its job has handed over,
 * so that the next owner finds its last step.
 */
final class TrainingRequestsWorker implements RequestHandler {
    private final JobThread thread;
    private final Duration handOverLimit;

    /**
     * @param handOverLimit how long the broker waits for a job to hand over
     */
    TrainingRequestsWorker(JobThread thread, Duration handOverLimit) {
        this.thread = thread;
        this.handOverLimit = handOverLimit;
    }

    @Override
    public boolean ready() {
        return !thread.busy();
    }

    @Override
    public void take(ReceivedRequest received) {
        Delivery delivery = Delivery.of(received);
        var unused =
                thread.submit(delivery)
                        .thenAccept(
                                ending -> {
                                    if (ending == Ending.ENDED) {
                                        received.acknowledgement().run();
                                    }
                                });
    }

    @Override
    public void revoked(Set<Integer> partitions) {
        thread.lose(partitions, handOverLimit);
    }
}
