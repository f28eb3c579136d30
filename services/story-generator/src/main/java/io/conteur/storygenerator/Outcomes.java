package io.conteur.storygenerator;

import io.conteur.events.StoryPartWritten;
import io.conteur.events.StoryWritten;
import io.conteur.events.StoryWritten.Outcome;
import io.conteur.messaging.Outbox;

/** Where every prompt ends: its last part, then its one story, then its acknowledgement. */
final class Outcomes {
    static final String CANCELLED = "cancelled by an empty value under the prompt's key";

    private final Outbox<StoryPartWritten> parts;
    private final Outbox<StoryWritten> stories;
    private final Meters meters;
    private final int partsInFlight;

    Outcomes(
            Outbox<StoryPartWritten> parts,
            Outbox<StoryWritten> stories,
            Meters meters,
            int partsInFlight) {
        this.parts = parts;
        this.stories = stories;
        this.meters = meters;
        this.partsInFlight = partsInFlight;
    }

    /** The stream of a story's parts, none sent yet. */
    PartStream parts(PendingPrompt prompt) {
        return new PartStream(parts.in(prompt.trace()), prompt, partsInFlight);
    }

    /** Ends a prompt of which nothing was sent yet. */
    void publish(StoryWritten outcome, PendingPrompt prompt) {
        parts(prompt).end("");
        publishStory(outcome, prompt);
    }

    /** Ends a prompt whose parts the broker has. */
    void publishStory(StoryWritten outcome, PendingPrompt prompt) {
        stories.in(prompt.trace()).publish(prompt.key(), outcome, prompt.id() + "/story");
        meters.ended(outcome.outcome());
        prompt.acknowledge();
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
