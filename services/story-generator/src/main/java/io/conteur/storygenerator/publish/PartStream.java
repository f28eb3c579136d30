package io.conteur.storygenerator.publish;

import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryPartWrittenBuilder;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.storygenerator.history.UnfinishedAttempts;
import io.conteur.storygenerator.request.PendingPrompt;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The parts of one prompt's stories on their way to the broker: in order, numbered from 0, and
 * never waited for. When many are on their way already, the next one comes later and is longer. For
 * one thread.
 */
public final class PartStream {
    private final EventPublisher<StoryPartWritten> outbox;
    private final PendingPrompt prompt;
    private final PartRateLimiter pace;
    private final UnfinishedAttempts.Attempt attempt;
    private final String attemptId = Long.toHexString(UUID.randomUUID().getMostSignificantBits());
    private CompletableFuture<Void> sent = CompletableFuture.completedFuture(null);
    private boolean ended;
    private int sequence;
    private long lastNanos;

    PartStream(
            EventPublisher<StoryPartWritten> outbox,
            PendingPrompt prompt,
            PartRateLimiter pace,
            UnfinishedAttempts.Attempt attempt) {
        this.outbox = outbox;
        this.prompt = prompt;
        this.pace = pace;
        this.attempt = attempt;
    }

    /** Whether a part may be sent; the first one always. */
    public boolean due(long nanos) {
        return sequence == 0 || pace.allows(lastNanos, nanos);
    }

    /**
     * Sends a part.
     *
     * @param index of the prompt's story that it belongs to
     */
    public void send(String text, int index, long nanos) {
        lastNanos = nanos;
        send(part(text, false, index));
    }

    /** Some parts are at the broker, and none is on its way. */
    boolean heard() {
        return sequence > 0 && sent.isDone();
    }

    /** Sends the last part, once; the stage completes when the broker has them all. */
    CompletionStage<Void> end(String text) {
        if (!ended) {
            ended = true;
            send(part(text, true, 0));
        }
        return sent;
    }

    private StoryPartWritten part(String text, boolean last, int index) {
        return StoryPartWrittenBuilder.builder()
                .id(prompt.id())
                .sequence(sequence)
                .text(text)
                .last(last)
                .attempt(attempt.number())
                .attemptId(attemptId)
                .checkpoint(attempt.checkpoint())
                .index(index == 0 ? null : index)
                .build();
    }

    private void send(StoryPartWritten part) {
        if (attempt.complete()) {
            return; // The broker has them all from an attempt that ended before its outcome.
        }
        pace.leaves();
        String id = "%s/part/%s/%d".formatted(prompt.id(), attemptId, sequence);
        sequence++;
        CompletionStage<Void> stage =
                outbox.send(prompt.key(), part, id).whenComplete((unused, cause) -> pace.arrives());
        sent = sent.thenCompose(before -> stage);
    }
}
