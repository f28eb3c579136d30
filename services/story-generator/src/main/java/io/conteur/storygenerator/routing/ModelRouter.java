package io.conteur.storygenerator.routing;

import io.conteur.events.ArtifactReference;
import io.conteur.storygenerator.history.AnsweredPrompts;
import io.conteur.storygenerator.history.UnfinishedAttempts;
import io.conteur.storygenerator.models.ModelCache;
import io.conteur.storygenerator.models.StoryModel;
import io.conteur.storygenerator.request.GenerationRequest;
import io.conteur.storygenerator.request.PendingPrompt;
import io.conteur.storygenerator.request.PromptRefusedException;
import java.util.Optional;

/** Finds who tells a prompt's stories, and how. For one thread. */
public final class ModelRouter implements AutoCloseable {
    private final ModelCache narrators;
    private final GenerationPlanner planner;
    private final AnsweredPrompts answered;
    private final UnfinishedAttempts attempts;

    /** Which model generates a prompt's stories, how, and as which attempt. */
    public record Match(
            StoryModel narrator, GenerationRequest plan, UnfinishedAttempts.Attempt attempt) {}

    private record Choice(StoryModel narrator, UnfinishedAttempts.Attempt attempt) {}

    public ModelRouter(
            ModelCache narrators,
            GenerationPlanner planner,
            AnsweredPrompts answered,
            UnfinishedAttempts attempts) {
        this.narrators = narrators;
        this.planner = planner;
        this.answered = answered;
        this.attempts = attempts;
    }

    /** The prompt has its outcome from before, and all its parts. */
    public boolean answered(PendingPrompt prompt) {
        return answered.contains(prompt.identity()) && attempts.last(prompt.name()).isEmpty();
    }

    /** Whether there is something to be done about a prompt, be it to say why it gets no story. */
    public boolean ready(PendingPrompt prompt) {
        try {
            return prompt.cancelled() || choice(prompt).isPresent();
        } catch (PromptRefusedException e) {
            return true;
        }
    }

    /**
     * The match for a prompt; empty while its model is being looked up or loaded.
     *
     * @throws PromptRefusedException when there is none
     */
    public Optional<Match> match(PendingPrompt prompt) throws PromptRefusedException {
        Optional<Choice> choice = choice(prompt);
        if (choice.isEmpty()) {
            return Optional.empty();
        }
        StoryModel narrator = choice.get().narrator;
        return Optional.of(
                new Match(narrator, planner.plan(prompt, narrator), choice.get().attempt));
    }

    private Optional<Choice> choice(PendingPrompt prompt) throws PromptRefusedException {
        Optional<UnfinishedAttempts.Attempt> earlier = attempts.last(prompt.name());
        ArtifactReference wanted = prompt.prompt().checkpoint();
        if (wanted != null) {
            return choice(narrators.pinned(wanted, prompt.takenNanos()), earlier);
        }
        ArtifactReference weights =
                earlier.map(UnfinishedAttempts.Attempt::checkpoint).orElse(null);
        if (earlier.isPresent() && weights != null) {
            return again(prompt, earlier.get(), weights);
        }
        return choice(newest(prompt), earlier);
    }

    /** With the weights of an earlier attempt, for the text shall be the same. */
    private Optional<Choice> again(
            PendingPrompt prompt, UnfinishedAttempts.Attempt earlier, ArtifactReference weights)
            throws PromptRefusedException {
        try {
            return choice(narrators.pinned(weights, prompt.takenNanos()), Optional.of(earlier));
        } catch (PromptRefusedException e) {
            if (answered.contains(prompt.identity())) {
                throw e; // Its text is that of its outcome, and no other.
            }
            // They are gone: a further attempt says by its checkpoint that it is another text.
            UnfinishedAttempts.Attempt other =
                    new UnfinishedAttempts.Attempt(earlier.number(), null, false);
            return choice(newest(prompt), Optional.of(other));
        }
    }

    private Optional<StoryModel> newest(PendingPrompt prompt) throws PromptRefusedException {
        return narrators.narrator(prompt.prompt().model(), prompt.takenNanos());
    }

    private static Optional<Choice> choice(
            Optional<StoryModel> found, Optional<UnfinishedAttempts.Attempt> earlier) {
        return found.map(
                narrator -> {
                    ArtifactReference weights = narrator.checkpoint().artifact();
                    UnfinishedAttempts.Attempt attempt =
                            earlier.map(before -> before.next(weights))
                                    .orElseGet(() -> UnfinishedAttempts.Attempt.first(weights));
                    return new Choice(narrator, attempt);
                });
    }

    /** Gets what is new of the models in use. */
    public void renew() {
        narrators.renew();
    }

    public void sweep() {
        narrators.sweep();
    }

    public void discard(StoryModel narrator) {
        narrators.discard(narrator);
    }

    @Override
    public void close() {
        narrators.close();
    }
}
