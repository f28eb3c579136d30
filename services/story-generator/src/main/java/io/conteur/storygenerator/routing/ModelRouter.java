package io.conteur.storygenerator.routing;

import io.conteur.events.ArtifactReference;
import io.conteur.storygenerator.history.AnswerHistory;
import io.conteur.storygenerator.history.PartitionHistory;
import io.conteur.storygenerator.history.UnfinishedAttempts.Attempt;
import io.conteur.storygenerator.models.ModelCache;
import io.conteur.storygenerator.models.StoryModel;
import io.conteur.storygenerator.request.GenerationRequest;
import io.conteur.storygenerator.request.PendingPrompt;
import io.conteur.storygenerator.request.PromptRefusedException;
import java.util.Optional;

/** Decides which model generates a prompt's stories, and with which settings. For one thread. */
public record ModelRouter(ModelCache models, GenerationPlanner planner, AnswerHistory history)
        implements AutoCloseable {
    /**
     * The decision for one prompt. The next one, or {@link #renew}, may close a model that decodes
     * no sequence by then.
     */
    public record Route(StoryModel model, GenerationRequest request, Attempt attempt) {}

    /** Whether the outcome and all parts of a prompt have been published before. */
    public boolean answered(PendingPrompt prompt) {
        PartitionHistory known = history.of(prompt.partition());
        return known.answered().contains(prompt.identity())
                && known.attempts().last(prompt.keyAndId()).isEmpty();
    }

    /**
     * Decides for a prompt. Starts to look up or to load its model if that is not in memory, and
     * returns empty then: ask again later. A prompt that was interrupted keeps the weights of its
     * earlier attempt, so that its text is the same.
     *
     * @throws PromptRefusedException when it can have no story
     */
    public Optional<Route> route(PendingPrompt prompt) throws PromptRefusedException {
        PartitionHistory known = history.of(prompt.partition());
        Optional<Attempt> earlier = known.attempts().last(prompt.keyAndId());
        ArtifactReference pinned = prompt.prompt().checkpoint();
        if (pinned != null) {
            return route(prompt, models.pinned(pinned, prompt.receivedNanos()), earlier);
        }
        ArtifactReference weights = earlier.map(Attempt::checkpoint).orElse(null);
        if (earlier.isEmpty() || weights == null) {
            return route(prompt, newest(prompt), earlier);
        }
        Optional<StoryModel> same;
        try {
            same = models.pinned(weights, prompt.receivedNanos());
        } catch (PromptRefusedException e) {
            if (known.answered().contains(prompt.identity())) {
                throw e; // Parts of another text would contradict the published outcome.
            }
            // The next attempt names its own checkpoint, which tells readers that the text differs.
            Attempt incomplete = new Attempt(earlier.get().number(), null, false);
            return route(prompt, newest(prompt), Optional.of(incomplete));
        }
        return route(prompt, same, earlier);
    }

    private Optional<StoryModel> newest(PendingPrompt prompt) throws PromptRefusedException {
        return models.newest(prompt.prompt().model(), prompt.receivedNanos());
    }

    private Optional<Route> route(
            PendingPrompt prompt, Optional<StoryModel> loaded, Optional<Attempt> earlier)
            throws PromptRefusedException {
        if (loaded.isEmpty()) {
            return Optional.empty();
        }
        StoryModel model = loaded.get();
        ArtifactReference weights = model.checkpoint().artifact();
        Attempt attempt =
                earlier.map(before -> before.next(weights)).orElseGet(() -> Attempt.first(weights));
        return Optional.of(new Route(model, planner.plan(prompt, model), attempt));
    }

    /** See {@link ModelCache#renew}. */
    public void renew() {
        models.renew();
    }

    /** See {@link ModelCache#sweep}. */
    public void sweep() {
        models.sweep();
    }

    /** See {@link ModelCache#discard}. */
    public void discard(StoryModel model) {
        models.discard(model);
    }

    @Override
    public void close() {
        models.close();
    }
}
