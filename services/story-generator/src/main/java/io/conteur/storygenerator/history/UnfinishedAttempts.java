package io.conteur.storygenerator.history;

import io.conteur.events.ArtifactReference;
import io.conteur.storygenerator.request.PromptIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The latest attempts at prompts of a partition whose last part or outcome has not been published,
 * of this and other instances. The next attempt uses the same weights and the next number. Threads
 * may share it.
 */
public final class UnfinishedAttempts {
    private final Map<PromptIdentity, Attempt> attempts;

    /**
     * Prompts that have an outcome, and whether their last part was read too. Parts and outcomes
     * come from two topics, in any order.
     */
    private final Map<PromptIdentity, Boolean> ended;

    /**
     * One attempt at a prompt.
     *
     * @param number 1, 2, …
     * @param checkpoint the weights; null when the prompt is refused or cancelled
     * @param complete whether all its parts are published, the last one too
     */
    public record Attempt(int number, @Nullable ArtifactReference checkpoint, boolean complete) {
        /** The first attempt at a prompt. */
        public static Attempt first(@Nullable ArtifactReference checkpoint) {
            return new Attempt(1, checkpoint, false);
        }

        /**
         * The attempt after this one. After a complete one it has the same number: no part of it is
         * published, the outcome alone is missing.
         */
        public Attempt next(@Nullable ArtifactReference weights) {
            return new Attempt(complete ? number : number + 1, weights, complete);
        }
    }

    /**
     * @param capacity prompts remembered; the oldest are evicted
     */
    public UnfinishedAttempts(int capacity) {
        attempts = latest(capacity);
        ended = latest(capacity);
    }

    private static <V> Map<PromptIdentity, V> latest(int capacity) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<PromptIdentity, V> eldest) {
                return size() > capacity;
            }
        };
    }

    /**
     * Adds a part that was read back.
     *
     * @param read its attempt, which is complete with the last part
     */
    public synchronized void add(PromptIdentity id, Attempt read) {
        Attempt known = attempts.get(id);
        boolean newer = known == null || known.number <= read.number;
        if (!newer || ended.getOrDefault(id, false)) {
            return;
        }
        if (read.complete && ended.containsKey(id)) {
            close(id);
        } else {
            attempts.put(id, read);
        }
    }

    /** Adds an outcome that was read back. */
    public synchronized void end(PromptIdentity id) {
        Attempt known = attempts.get(id);
        if (known != null && known.complete) {
            close(id);
        } else {
            ended.putIfAbsent(id, false);
        }
    }

    /** The last part and the outcome of a prompt are published. */
    public synchronized void close(PromptIdentity id) {
        attempts.remove(id);
        ended.put(id, true);
    }

    /** The last attempt at a prompt; empty when there is none, or all of it is published. */
    public synchronized Optional<Attempt> last(PromptIdentity id) {
        return Optional.ofNullable(attempts.get(id));
    }
}
