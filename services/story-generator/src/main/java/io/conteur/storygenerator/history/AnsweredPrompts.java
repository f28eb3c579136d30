package io.conteur.storygenerator.history;

import io.conteur.events.story.StoryWritten;
import io.conteur.events.story.StoryWritten.Origin;
import io.conteur.events.wire.RecordKey;
import io.conteur.storygenerator.request.PromptIdentity;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The latest prompts that have an outcome, of this and other instances; about a hundred bytes each.
 * Threads may share it.
 */
public final class AnsweredPrompts {
    private final int capacity;
    private final Set<PromptIdentity> prompts = new LinkedHashSet<>();

    /**
     * @param capacity prompts remembered; the oldest are evicted
     */
    public AnsweredPrompts(int capacity) {
        this.capacity = capacity;
    }

    /** Adds the prompt of an outcome that was read back. */
    public void add(RecordKey key, StoryWritten outcome) {
        if (outcome.origin() == Origin.PROMPT) {
            add(PromptIdentity.of(key, outcome.id(), outcome.prompt()));
        }
    }

    /** Adds a prompt whose outcome the broker has. */
    public synchronized void add(PromptIdentity prompt) {
        prompts.add(prompt);
        if (prompts.size() > capacity) {
            Iterator<PromptIdentity> oldest = prompts.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Whether a prompt has an outcome. */
    public synchronized boolean contains(PromptIdentity prompt) {
        return prompts.contains(prompt);
    }
}
