package io.conteur.storygenerator.service;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.RequestHandler;
import io.conteur.storygenerator.history.AnswerHistory;
import io.conteur.storygenerator.publish.OutcomePublisher;
import io.conteur.storygenerator.request.PendingPrompt;
import io.conteur.storygenerator.request.PromptQueue;
import java.time.Duration;
import java.util.Set;

/**
 * Where records of {@code prompts} come in: prompts queue up, tombstones cancel. What goes to
 * another worker is abandoned here; what comes is answered only once all that is answered already
 * is known.
 */
public final class PromptConsumer implements RequestHandler {
    /** Outcomes on their way are safe within this, or were never going to be. */
    private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(5);

    private final PromptQueue queue;
    private final OutcomePublisher outcomes;
    private final AnswerHistory past;

    public PromptConsumer(PromptQueue queue, OutcomePublisher outcomes, AnswerHistory past) {
        this.queue = queue;
        this.outcomes = outcomes;
        this.past = past;
    }

    @Override
    public boolean ready() {
        return past.known() && !queue.full();
    }

    /**
     * Takes a record.
     *
     * @throws InvalidEventException when it is neither prompt nor tombstone
     */
    @Override
    public void take(ReceivedRequest received) {
        if (received.request().tombstone()) {
            if (received.request().key() != null) {
                queue.cancel(received.request().key());
            }
            // A prompt may end after its tombstone is acknowledged: if lost, both come again.
            received.acknowledgement().run();
            return;
        }
        queue.put(
                PendingPrompt.of(
                        received.request(),
                        new PendingPrompt.Delivery(
                                received.partition(),
                                received.acknowledgement(),
                                System.nanoTime())));
    }

    @Override
    public void assigned(Set<Integer> partitions) {
        past.learn();
        queue.own(partitions);
    }

    @Override
    public void revoked(Set<Integer> partitions) {
        queue.disown(partitions);
        outcomes.awaitDelivery(partitions, DELIVERY_LIMIT);
    }

    /** Others may have answered by now: what was not sent yet must not be sent any more. */
    @Override
    public void lost(Set<Integer> partitions) {
        queue.disown(partitions);
        outcomes.discard();
    }
}
