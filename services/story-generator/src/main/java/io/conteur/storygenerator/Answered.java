package io.conteur.storygenerator;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.wire.RecordKey;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which prompts have their outcome, as far as is remembered: some hundred bytes for each of the
 * latest. Threads may share it.
 */
final class Answered {
    private final int most;
    private final Set<PromptIdentity> prompts = new LinkedHashSet<>();

    /**
     * @param most prompts remembered
     */
    Answered(int most) {
        this.most = most;
    }

    /** A prompt under this key has this outcome. */
    void add(RecordKey key, StoryWritten outcome) {
        if (outcome.origin() == Origin.PROMPT) {
            add(PromptIdentity.of(key, outcome.id(), outcome.prompt()));
        }
    }

    /** A prompt has its outcome. */
    synchronized void add(PromptIdentity prompt) {
        prompts.add(prompt);
        if (prompts.size() > most) {
            Iterator<PromptIdentity> oldest = prompts.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Whether a prompt is known to have its outcome. */
    synchronized boolean contains(PendingPrompt prompt) {
        return prompts.contains(prompt.identity());
    }
}
