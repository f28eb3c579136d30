package io.conteur.storygenerator.history;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.wire.RecordKey;
import io.conteur.storygenerator.request.PromptIdentity;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which prompts have their outcome, as far as is remembered: some hundred bytes for each of the
 * latest. Threads may share it.
 */
public final class AnsweredPrompts {
    private final int most;
    private final Set<PromptIdentity> prompts = new LinkedHashSet<>();

    /**
     * @param most prompts remembered
     */
    public AnsweredPrompts(int most) {
        this.most = most;
    }

    /** A prompt under this key has this outcome. */
    public void add(RecordKey key, StoryWritten outcome) {
        if (outcome.origin() == Origin.PROMPT) {
            add(PromptIdentity.of(key, outcome.id(), outcome.prompt()));
        }
    }

    /** A prompt has its outcome. */
    public synchronized void add(PromptIdentity prompt) {
        prompts.add(prompt);
        if (prompts.size() > most) {
            Iterator<PromptIdentity> oldest = prompts.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Whether a prompt is known to have its outcome. */
    public synchronized boolean contains(PromptIdentity prompt) {
        return prompts.contains(prompt);
    }
}
