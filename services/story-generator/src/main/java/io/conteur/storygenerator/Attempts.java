package io.conteur.storygenerator;

import io.conteur.events.ArtifactReference;
import io.conteur.events.StoryPartWritten;
import io.conteur.events.StoryWritten;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stories that somebody began to tell and that have no outcome yet, the latest so many. Whoever
 * tells one again does so with the same weights, under the next number. Threads may share it.
 */
final class Attempts {
    private final Map<String, Attempt> attempts;

    /** Stories and parts come by two topics: a part may be heard of after its story. */
    private final Map<String, Boolean> ended;

    /**
     * An attempt that was heard of.
     *
     * @param told to its last part
     */
    record Attempt(int number, @Nullable ArtifactReference checkpoint, boolean told) {}

    /**
     * @param most stories remembered
     */
    Attempts(int most) {
        attempts = latest(most);
        ended = latest(most);
    }

    private static <V> Map<String, V> latest(int most) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    /** A part was published. */
    synchronized void add(StoryPartWritten part) {
        int number = Objects.requireNonNullElse(part.attempt(), 1);
        Attempt known = attempts.get(part.id());
        boolean news = known == null || known.number <= number;
        if (news && !ended.containsKey(part.id())) {
            attempts.put(part.id(), new Attempt(number, part.checkpoint(), part.last()));
        }
    }

    /** A story has its outcome. */
    synchronized void end(StoryWritten outcome) {
        attempts.remove(outcome.id());
        ended.put(outcome.id(), true);
    }

    /** The last attempt at a prompt. */
    synchronized Optional<Attempt> last(PendingPrompt prompt) {
        return Optional.ofNullable(attempts.get(prompt.id()));
    }
}
