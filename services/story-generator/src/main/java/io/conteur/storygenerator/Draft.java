package io.conteur.storygenerator;

import io.conteur.events.CheckpointPublished;
import io.conteur.events.StoryWritten;
import io.conteur.events.StoryWritten.Finish;
import io.conteur.events.StoryWritten.Origin;
import io.conteur.events.StoryWritten.Outcome;
import org.jspecify.annotations.Nullable;

/** A story in hand: passes each piece on as it comes and keeps what its outcome will say. */
final class Draft implements Narrator.Listener {
    private final PendingPrompt prompt;
    private final PartStream parts;
    private final Pulse pulse;
    private final Meters meters;
    private final StringBuilder text = new StringBuilder();
    private String rest = "";
    private int tokens;
    private long startedNanos;
    private long lastNanos;

    Draft(PendingPrompt prompt, PartStream parts, Pulse pulse, Meters meters) {
        this.prompt = prompt;
        this.parts = parts;
        this.pulse = pulse;
        this.meters = meters;
    }

    /** Work on the story begins. */
    void begin() {
        startedNanos = pulse.beat();
        meters.started(startedNanos - prompt.takenNanos());
    }

    @Override
    public boolean heard(String piece) {
        measure();
        tokens++;
        text.append(piece);
        parts.send(piece);
        return !prompt.cancelled() && !prompt.abandoned();
    }

    private void measure() {
        long now = pulse.beat();
        if (tokens == 0) {
            meters.firstToken(now - prompt.takenNanos());
        } else {
            meters.nextToken(now - lastNanos);
        }
        lastNanos = now;
    }

    /** The teller has come to an end; nothing more is heard. */
    void told(String rest) {
        this.rest = rest;
        text.append(rest);
        if (tokens > 0) {
            meters.written(tokens, lastNanos - startedNanos);
        }
    }

    /** Sends the last part and returns when the broker has them all. */
    void end() {
        parts.end(rest);
    }

    /**
     * How a story ended.
     *
     * @param finish of a completed one
     * @param reason of any other
     */
    record Ending(Outcome outcome, @Nullable Finish finish, @Nullable String reason) {
        static Ending of(Narrator.Told told) {
            return told.finish() == null
                    ? new Ending(Outcome.CANCELLED, null, Outcomes.CANCELLED)
                    : new Ending(Outcome.COMPLETED, told.finish(), null);
        }
    }

    /** The outcome, with all it takes to write the story again. */
    StoryWritten outcome(Ending ending, CheckpointPublished checkpoint, StoryPlan plan) {
        boolean nothing = ending.outcome != Outcome.COMPLETED && text.isEmpty();
        return new StoryWritten(
                prompt.id(),
                ending.outcome,
                Origin.PROMPT,
                prompt.prompt().prompt(),
                nothing ? null : text.toString(),
                ending.reason,
                checkpoint.model(),
                checkpoint.artifact(),
                checkpoint.step(),
                plan.sampling(),
                ending.finish,
                plan.prompt().length,
                tokens);
    }
}
