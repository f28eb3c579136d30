package io.conteur.storygenerator;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.Request;

/** Where records of {@code prompts} come in: prompts queue up, tombstones cancel. */
final class Intake {
    private final PromptQueue queue;
    private final Outcomes outcomes;
    private final Past past;

    Intake(PromptQueue queue, Outcomes outcomes, Past past) {
        this.queue = queue;
        this.outcomes = outcomes;
        this.past = past;
    }

    /**
     * Takes a record; waits while the queue is full. When it cannot be known whether the record was
     * answered before, it stays unacknowledged and comes again.
     *
     * @throws InvalidEventException when it is neither prompt nor tombstone
     */
    void take(Request request, PendingPrompt.Delivery delivery) throws InterruptedException {
        if (request.tombstone()) {
            cancel(request);
            delivery.acknowledgement().run();
            return;
        }
        PendingPrompt prompt = PendingPrompt.of(request, delivery);
        if (past.await()) {
            queue.put(prompt);
        }
    }

    /** A prompt in hand may end after its tombstone is acknowledged: if lost, both come again. */
    private void cancel(Request tombstone) {
        if (tombstone.key() != null) {
            queue.cancel(tombstone.key())
                    .forEach(prompt -> outcomes.publish(Outcomes.cancelled(prompt), prompt));
        }
    }
}
