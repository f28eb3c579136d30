package io.conteur.storygenerator;

import io.conteur.events.ArtifactReference;
import java.util.Optional;

/** Finds who tells a prompt's stories, and how. For one thread. */
final class Tellers implements AutoCloseable {
    private final Narrators narrators;
    private final Planner planner;
    private final Answered answered;
    private final Attempts attempts;

    /** Who tells, and what. */
    record Match(Narrator narrator, StoryPlan plan) {}

    Tellers(Narrators narrators, Planner planner, Answered answered, Attempts attempts) {
        this.narrators = narrators;
        this.planner = planner;
        this.answered = answered;
        this.attempts = attempts;
    }

    /** The prompt has its outcome from before, and all its parts. */
    boolean answered(PendingPrompt prompt) {
        return answered.contains(prompt) && attempts.last(prompt).isEmpty();
    }

    /** Whether there is something to be done about a prompt, be it to say why it gets no story. */
    boolean ready(PendingPrompt prompt) {
        try {
            return prompt.cancelled() || narrator(prompt).isPresent();
        } catch (UnansweredException e) {
            return true;
        }
    }

    /**
     * The match for a prompt; empty while its model is being looked up or loaded.
     *
     * @throws UnansweredException when there is none
     */
    Optional<Match> match(PendingPrompt prompt) throws UnansweredException {
        Optional<Narrator> narrator = narrator(prompt);
        return narrator.isEmpty()
                ? Optional.empty()
                : Optional.of(new Match(narrator.get(), planner.plan(prompt, narrator.get())));
    }

    private Optional<Narrator> narrator(PendingPrompt prompt) throws UnansweredException {
        ArtifactReference wanted = prompt.prompt().checkpoint();
        if (wanted != null) {
            attempts.last(prompt).ifPresent(prompt::repeats);
            return narrators.pinned(wanted, prompt.takenNanos());
        }
        Optional<Attempts.Attempt> earlier = attempts.last(prompt);
        if (earlier.isEmpty() || earlier.get().checkpoint() == null) {
            earlier.ifPresent(prompt::repeats);
            return narrators.narrator(prompt.prompt().model(), prompt.takenNanos());
        }
        return again(prompt, earlier.get(), earlier.get().checkpoint());
    }

    /** With the weights of an earlier attempt, for the text shall be the same. */
    private Optional<Narrator> again(
            PendingPrompt prompt, Attempts.Attempt earlier, ArtifactReference weights)
            throws UnansweredException {
        try {
            Optional<Narrator> narrator = narrators.pinned(weights, prompt.takenNanos());
            prompt.repeats(earlier);
            return narrator;
        } catch (UnansweredException e) {
            if (answered.contains(prompt)) {
                prompt.repeats(earlier);
                throw e; // Its text is that of its outcome, and no other.
            }
            // They are gone: a further attempt says by its checkpoint that it is another text.
            prompt.repeats(new Attempts.Attempt(earlier.number(), null, false));
            return narrators.narrator(prompt.prompt().model(), prompt.takenNanos());
        }
    }

    /** Gets what is new of the models in use. */
    void renew() {
        narrators.renew();
    }

    void sweep() {
        narrators.sweep();
    }

    void discard(Narrator narrator) {
        narrators.discard(narrator);
    }

    @Override
    public void close() {
        narrators.close();
    }
}
