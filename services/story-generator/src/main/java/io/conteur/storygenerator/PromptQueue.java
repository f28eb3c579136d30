package io.conteur.storygenerator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Prompts taken ahead, first in, first out, and those in hand. Bounded: a full queue holds up the
 * worker, the worker the connector, the connector the polling, and the heap never grows.
 */
final class PromptQueue {
    private final int capacity;
    private final Deque<PendingPrompt> waiting = new ArrayDeque<>();
    private final Set<PendingPrompt> inHand = new HashSet<>();
    private boolean closed;

    PromptQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1, is " + capacity);
        }
        this.capacity = capacity;
    }

    /** Waits for room; a closed queue drops the prompt, unacknowledged. */
    synchronized void put(PendingPrompt prompt) throws InterruptedException {
        while (waiting.size() == capacity && !closed) {
            wait();
        }
        if (!closed) {
            waiting.add(prompt);
            notifyAll();
        }
    }

    /** Waits for a prompt, which is then in hand; empty when the queue is closed. */
    synchronized Optional<PendingPrompt> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            return Optional.empty();
        }
        PendingPrompt prompt = waiting.remove();
        inHand.add(prompt);
        notifyAll();
        return Optional.of(prompt);
    }

    /** The prompt has its outcome. */
    synchronized void done(PendingPrompt prompt) {
        inHand.remove(prompt);
    }

    /**
     * Cancels every prompt under a key. Those in hand stop at their next token; those that waited
     * are handed to the caller, who owes them their outcome.
     */
    synchronized List<PendingPrompt> cancel(String key) {
        inHand.stream().filter(prompt -> prompt.key().equals(key)).forEach(PendingPrompt::cancel);
        List<PendingPrompt> cancelled = new ArrayList<>();
        for (PendingPrompt prompt : waiting) {
            if (prompt.key().equals(key)) {
                prompt.cancel();
                cancelled.add(prompt);
            }
        }
        waiting.removeAll(cancelled);
        notifyAll();
        return cancelled;
    }

    /** Prompts that wait. */
    synchronized int depth() {
        return waiting.size();
    }

    /** Abandons what waits and what is in hand, and whatever still comes. */
    synchronized void close() {
        closed = true;
        inHand.forEach(PendingPrompt::abandon);
        waiting.clear();
        notifyAll();
    }
}
