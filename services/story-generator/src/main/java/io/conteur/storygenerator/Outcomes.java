package io.conteur.storygenerator;

import io.conteur.events.ArtifactReference;
import io.conteur.events.StoryPartWritten;
import io.conteur.events.StoryWritten;
import io.conteur.events.StoryWritten.Outcome;
import io.conteur.messaging.Outbox;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Where every prompt ends: its last part, then its one story, then its acknowledgement, each when
 * the broker has the one before. Nobody waits for that.
 */
final class Outcomes {
    static final String CANCELLED = "cancelled by an empty value under the prompt's key";

    private final Outbox<StoryPartWritten> parts;
    private final Outbox<StoryWritten> stories;
    private final Meters meters;
    private final Pace pace;
    private final Answered answered;
    private volatile @Nullable Throwable failure;

    /** The topics that prompts are answered on. */
    record Topics(Outbox<StoryPartWritten> parts, Outbox<StoryWritten> stories) {}

    Outcomes(Topics topics, Answered answered, Meters meters, Pace pace) {
        this.parts = topics.parts;
        this.stories = topics.stories;
        this.answered = answered;
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
     * @param waitedNanos for so long the one that joins them next has waited; 0 when none waits
     * @param backlog more wait than are taken ahead
     */
    void among(int prompts, long waitedNanos, boolean backlog) {
        pace.among(prompts, waitedNanos, backlog);
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

    /** Ends a prompt of which nothing was sent yet. */
    void publish(StoryWritten outcome, PendingPrompt prompt) {
        publish(outcome, prompt, parts(prompt, null), "");
    }

    /**
     * Ends a prompt.
     *
     * @param rest text of the last part
     */
    void publish(StoryWritten outcome, PendingPrompt prompt, PartStream stream, String rest) {
        if (answered.contains(prompt)) {
            // Another worker, which had taken this one for dead, was faster.
            prompt.acknowledge();
            return;
        }
        CompletionStage<Void> done =
                stream.end(rest)
                        .thenCompose(
                                ended ->
                                        stories.in(prompt.trace())
                                                .send(
                                                        prompt.key(),
                                                        outcome,
                                                        prompt.id() + "/story"));
        done.whenComplete((published, cause) -> settle(outcome, prompt, cause));
    }

    private void settle(StoryWritten outcome, PendingPrompt prompt, @Nullable Throwable cause) {
        if (cause == null) {
            answered.add(outcome);
            meters.ended(outcome);
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
