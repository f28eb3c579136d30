package io.conteur.storygenerator;

import io.conteur.events.StoryWritten;
import io.conteur.events.StoryWritten.Outcome;
import org.jboss.logging.Logger;

/** Answers prompts, each with exactly one outcome. For one thread. */
final class Desk implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Desk.class);

    private final Narrators narrators;
    private final Planner planner;
    private final Outcomes outcomes;
    private final Meters meters;

    Desk(Narrators narrators, Planner planner, Outcomes outcomes, Meters meters) {
        this.narrators = narrators;
        this.planner = planner;
        this.outcomes = outcomes;
        this.meters = meters;
    }

    /**
     * Answers a prompt. Returns when the broker has its outcome, or when the prompt was abandoned.
     *
     * @param pulse beaten at every token
     * @throws UndeliverableException when the broker does not take what is written
     */
    void answer(PendingPrompt prompt, Pulse pulse) {
        Draft draft = new Draft(prompt, outcomes.parts(prompt), pulse, meters);
        draft.begin();
        StoryWritten outcome = write(prompt, draft);
        if (!prompt.abandoned()) {
            draft.end();
            outcomes.publishStory(outcome, prompt);
        }
    }

    private StoryWritten write(PendingPrompt prompt, Draft draft) {
        if (prompt.cancelled()) {
            return Outcomes.cancelled(prompt);
        }
        try {
            return tell(prompt, draft, narrators.narrator(prompt.prompt().model()));
        } catch (UnansweredException e) {
            return Outcomes.without(prompt, e.outcome(), e.reason());
        }
    }

    private StoryWritten tell(PendingPrompt prompt, Draft draft, Narrator narrator)
            throws UnansweredException {
        StoryPlan plan = planner.plan(prompt, narrator);
        Draft.Ending ending;
        try {
            Narrator.Told told = narrator.tell(plan, draft);
            draft.told(told.rest());
            ending = Draft.Ending.of(told);
        } catch (UndeliverableException e) {
            throw e;
        } catch (RuntimeException e) {
            // An outcome, lest a prompt that the model cannot bear comes again for ever.
            LOG.errorf(e, "story %s failed", prompt.id());
            ending = new Draft.Ending(Outcome.FAILED, null, "the model failed: " + e);
        }
        return draft.outcome(ending, narrator.checkpoint(), plan);
    }

    @Override
    public void close() {
        narrators.close();
    }
}
