package io.conteur.storygenerator.service;

import io.conteur.events.InvalidEventException;
import io.conteur.messaging.consumer.ReceivedRequest;
import io.conteur.messaging.consumer.RequestHandler;
import io.conteur.storygenerator.history.AnswerHistory;
import io.conteur.storygenerator.history.AnswerTopics;
import io.conteur.storygenerator.publish.OutcomePublisher;
import io.conteur.storygenerator.request.PendingPrompt;
import io.conteur.storygenerator.request.PromptQueue;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Takes the records of {@code prompts}: queues prompts, and cancels those that a tombstone names.
 * Prompts of revoked partitions are abandoned. Prompts of an assigned partition are taken only once
 * what was published for it has been read back, so that none is answered twice.
 */
public final class PromptHandler implements RequestHandler {
    /** A revocation waits at most so long for outcomes in flight. */
    private static final Duration DELIVERY_LIMIT = Duration.ofSeconds(5);

    /** An instance joins its group after so long even if it has loaded no model. */
    private static final Duration PRELOAD_LIMIT = Duration.ofSeconds(30);

    private final PromptQueue queue;
    private final OutcomePublisher outcomes;
    private final AnswerHistory history;
    private final AnswerTopics topics;
    private final BooleanSupplier preloaded;
    private final long openedNanos = System.nanoTime();

    /**
     * @param preloaded whether a model is in memory or on its way, so that prompts can be answered
     */
    public PromptHandler(
            PromptQueue queue,
            OutcomePublisher outcomes,
            AnswerHistory history,
            AnswerTopics topics,
            BooleanSupplier preloaded) {
        this.queue = queue;
        this.outcomes = outcomes;
        this.history = history;
        this.topics = topics;
        this.preloaded = preloaded;
    }

    @Override
    public boolean mayJoin() {
        return preloaded.getAsBoolean()
                || System.nanoTime() - openedNanos > PRELOAD_LIMIT.toNanos();
    }

    @Override
    public boolean ready() {
        return !queue.full() && !outcomes.congested();
    }

    @Override
    public boolean ready(int partition) {
        return topics.caughtUp(partition);
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
            // Safe before the prompts have ended: their records come first, so both are
            // redelivered.
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
        history.assigned(partitions);
        topics.assigned(partitions);
        queue.assigned(partitions);
    }

    @Override
    public void revoked(Set<Integer> partitions) {
        queue.revoked(partitions);
        outcomes.awaitDelivery(partitions, DELIVERY_LIMIT);
        forget(partitions);
    }

    /** Other instances may have answered: nothing that is unsent may be sent any more. */
    @Override
    public void lost(Set<Integer> partitions) {
        queue.revoked(partitions);
        outcomes.discard();
        forget(partitions);
    }

    private void forget(Set<Integer> partitions) {
        topics.revoked(partitions);
        history.revoked(partitions);
    }
}
