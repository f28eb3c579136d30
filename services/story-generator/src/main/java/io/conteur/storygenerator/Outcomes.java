package io.conteur.storygenerator;

import io.conteur.events.ArtifactReference;
import io.conteur.events.StoryPartWritten;
import io.conteur.events.StoryWritten;
import io.conteur.events.StoryWritten.Outcome;
import io.conteur.messaging.Outbox;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where every prompt ends: its last part and its one story, then, when the broker has both, its
 * acknowledgement. Nobody waits for that.
 */
final class Outcomes {
    static final String CANCELLED = "cancelled by an empty value under the prompt's key";

    private final Outbox<StoryPartWritten> parts;
    private final Outbox<StoryWritten> stories;
    private final Meters meters;
    private final Pace pace;
    private final Answered answered;
    private final Attempts attempts;
    private volatile @Nullable Throwable failure;

    /** The topics that prompts are answered on. */
    record Topics(Outbox<StoryPartWritten> parts, Outbox<StoryWritten> stories) {}

    /** What is out already. */
    record Known(Answered answered, Attempts attempts) {}

    Outcomes(Topics topics, Known known, Meters meters, Pace pace) {
        this.parts = topics.parts;
        this.stories = topics.stories;
        this.answered = known.answered;
        this.attempts = known.attempts;
        this.meters = meters;
        this.pace = pace;
    }

    /** Where what happens to prompts is measured. */
    Meters meters() {
        return meters;
    }

    /**
     * So many prompts are being answered, and share what parts may cost.
     *
     * @param backlog more wait than are taken ahead
     */
    void among(int prompts, boolean backlog) {
        pace.among(prompts, backlog);
        meters.depth(prompts);
    }

    /** Whether all that has come since the last time is sent now. */
    boolean gathered(long lastNanos, long nanos) {
        return pace.gathered(lastNanos, nanos);
    }

    /** The stream of a prompt's parts, none sent yet. */
    PartStream parts(PendingPrompt prompt, @Nullable ArtifactReference checkpoint) {
        return new PartStream(parts.in(prompt.trace()), prompt, pace, checkpoint);
    }

    /** Ends a prompt of which nothing was sent from here. */
    void publish(StoryWritten outcome, PendingPrompt prompt) {
        attempts.last(prompt).ifPresent(prompt::repeats);
        publish(outcome, prompt, parts(prompt, null), "");
    }

    /**
     * Ends a prompt.
     *
     * @param rest text of the last part
     */
    void publish(StoryWritten outcome, PendingPrompt prompt, PartStream stream, String rest) {
        if (answered.contains(prompt)) {
            // A crash came before the last part, or another worker, which had taken this one for
            // dead, was faster.
            boolean lacksParts = attempts.last(prompt).isPresent();
            (lacksParts ? stream.end(rest) : CompletableFuture.<Void>completedStage(null))
                    .whenComplete((ended, cause) -> settle(prompt, cause));
            return;
        }
        send(outcome, prompt, stream, rest)
                .whenComplete(
                        (sent, cause) -> {
                            if (cause == null) {
                                answered.add(outcome);
                                meters.ended(outcome);
                            }
                            settle(prompt, cause);
                        });
    }

    /**
     * Last part and story share a request, unless a crash could leave a story without any part, or
     * one that was not told to its end and so is never the same again.
     */
    private CompletionStage<Void> send(
            StoryWritten outcome, PendingPrompt prompt, PartStream stream, String rest) {
        Supplier<CompletionStage<Void>> story =
                () ->
                        stories.in(prompt.trace())
                                .send(prompt.key(), outcome, prompt.id() + "/story");
        if (!stream.heard() || outcome.outcome() != Outcome.COMPLETED) {
            return stream.end(rest).thenCompose(ended -> story.get());
        }
        CompletionStage<Void> ended = stream.end(rest);
        return story.get().thenCompose(sent -> ended);
    }

    private void settle(PendingPrompt prompt, @Nullable Throwable cause) {
        if (cause == null) {
            attempts.close(prompt.id());
            prompt.acknowledge();
        } else {
            failure = cause;
        }
    }

    /**
     * Says whether all that was published is safe.
     *
     * @throws UndeliverableException when something is not and never will be
     */
    void requireDelivery() {
        Throwable cause = failure;
        if (cause != null) {
            throw new UndeliverableException("an outcome cannot be delivered", cause);
        }
    }

    /** The outcome of a prompt taken back before anything was written. */
    static StoryWritten cancelled(PendingPrompt prompt) {
        return without(prompt, Outcome.CANCELLED, CANCELLED);
    }

    /** The outcome of a prompt of which nothing was written. */
    static StoryWritten without(PendingPrompt prompt, Outcome outcome, String reason) {
        return StoryWritten.without(prompt.id(), outcome, prompt.prompt().prompt(), reason);
    }
}
