package io.conteur.storygenerator;

import io.conteur.events.StoryWritten;
import io.conteur.events.StoryWritten.Origin;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which prompts have their outcome, by id and text, as far as is remembered: some hundred bytes for
 * each of the latest so many. Threads may share it.
 */
final class Answered {
    private final int most;
    private final Set<Name> names = new LinkedHashSet<>();

    /** The first half of a SHA-256: two prompts never share it, and it is short. */
    private record Name(long first, long second) {
        static Name of(String id, String prompt) {
            try {
                byte[] text = (id + '\n' + prompt).getBytes(StandardCharsets.UTF_8);
                ByteBuffer hash =
                        ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(text));
                return new Name(hash.getLong(), hash.getLong());
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }
    }

    /**
     * @param most prompts remembered
     */
    Answered(int most) {
        this.most = most;
    }

    /** A prompt has this outcome. */
    void add(StoryWritten outcome) {
        if (outcome.origin() == Origin.PROMPT) {
            add(Name.of(outcome.id(), outcome.prompt()));
        }
    }

    private synchronized void add(Name name) {
        names.add(name);
        if (names.size() > most) {
            Iterator<Name> oldest = names.iterator();
            oldest.next();
            oldest.remove();
        }
    }

    /** Whether a prompt is known to have its outcome. */
    boolean contains(PendingPrompt prompt) {
        Name name = Name.of(prompt.id(), prompt.prompt().prompt());
        synchronized (this) {
            return names.contains(name);
        }
    }
}
