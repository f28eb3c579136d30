package io.conteur.storygenerator;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.Request;
import java.util.function.LongSupplier;

/** Where records of {@code prompts} come in: prompts queue up, tombstones cancel. */
final class Intake {
    private final PromptQueue queue;
    private final Outcomes outcomes;
    private final LongSupplier nanoTime;

    Intake(PromptQueue queue, Outcomes outcomes, LongSupplier nanoTime) {
        this.queue = queue;
        this.outcomes = outcomes;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes a record; waits while the queue is full.
     *
     * @param acknowledgement run once the record needs no redelivery
     * @throws InvalidEventException when it is neither prompt nor tombstone
     */
    void take(Request request, Runnable acknowledgement) throws InterruptedException {
        if (request.tombstone()) {
            cancel(request);
            acknowledgement.run();
        } else {
            queue.put(PendingPrompt.of(request, acknowledgement, nanoTime.getAsLong()));
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
