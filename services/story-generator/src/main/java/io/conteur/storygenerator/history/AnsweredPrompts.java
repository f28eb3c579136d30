package io.conteur.storygenerator.history;

import io.conteur.storygenerator.request.PromptIdentity;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The latest prompts of a partition that have an outcome; about a hundred bytes each. Threads may
 * share it.
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

    /** Adds a prompt whose outcome the broker has, from this instance or another. */
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
