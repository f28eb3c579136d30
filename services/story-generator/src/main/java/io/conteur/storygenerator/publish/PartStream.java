package io.conteur.storygenerator.publish;

import io.conteur.events.story.StoryPartWritten;
import io.conteur.events.story.StoryPartWrittenBuilder;
import io.conteur.messaging.producer.EventPublisher;
import io.conteur.storygenerator.history.UnfinishedAttempts.Attempt;
import io.conteur.storygenerator.request.PendingPrompt;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Sends the parts of one attempt at a prompt: in order, numbered from 0, without waiting for the
 * broker. After a complete earlier attempt it sends nothing. For one thread.
 */
public final class PartStream {
    private final EventPublisher<StoryPartWritten> publisher;
    private final PendingPrompt prompt;
    private final PartRateLimiter rateLimiter;
    private final Attempt attempt;
    private final String attemptId = Long.toHexString(UUID.randomUUID().getMostSignificantBits());

    /** Completes when the broker has all parts sent so far. */
    private CompletableFuture<Void> delivered = CompletableFuture.completedFuture(null);

    private boolean ended;
    private int sequence;
    private long lastNanos;

    PartStream(
            EventPublisher<StoryPartWritten> publisher,
            PendingPrompt prompt,
            PartRateLimiter rateLimiter,
            Attempt attempt) {
        this.publisher = publisher;
        this.prompt = prompt;
        this.rateLimiter = rateLimiter;
        this.attempt = attempt;
    }

    /** Whether the rate limit allows a part; the first one is always allowed. */
    public boolean due(long nanos) {
        return sequence == 0 || rateLimiter.allows(lastNanos, nanos);
    }

    /**
     * Sends a part that is not the last.
     *
     * @param index of the prompt's story that the text belongs to
     */
    public void send(String text, int index, long nanos) {
        lastNanos = nanos;
        send(part(text, false, index));
    }

    /** Whether parts were sent and the broker has them all. */
    boolean delivered() {
        return sequence > 0 && delivered.isDone();
    }

    /**
     * Sends the last part at the first call; the stage completes when the broker has all parts, and
     * exceptionally when it will never have one of them.
     */
    CompletionStage<Void> end(String text) {
        if (!ended) {
            ended = true;
            send(part(text, true, 0));
        }
        return delivered;
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
            return; // The outcome alone is missing.
        }
        rateLimiter.partSent();
        String id = String.format(Locale.ROOT, "%s/part/%s/%d", prompt.id(), attemptId, sequence);
        sequence++;
        CompletionStage<Void> sent =
                publisher
                        .send(prompt.key(), part, id)
                        .whenComplete((unused, failure) -> rateLimiter.partSettled());
        delivered = delivered.thenCompose(before -> sent);
    }
}
