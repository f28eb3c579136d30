package io.conteur.events.wire;

import io.conteur.events.story.PromptSubmitted;
import java.util.regex.Pattern;

/**
 * Story generators that share a topic of prompts. A fleet that serves many models has a pool for
 * each model or group of models, so that none of its instances loads and evicts them in turn. All
 * pools publish to the same {@code stories} and {@code story-parts}.
 *
 * @param name empty for the default pool, whose topic is {@link Topic#PROMPTS}
 */
public record PromptPool(String name) {
    /** Prompts without an id get one with the name of their topic, and an id has 100 characters. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,39}|");

    /** The pool of prompts that name none. */
    public static final PromptPool DEFAULT = new PromptPool("");

    /** A pool of this name would read the dead letters of the default pool. */
    private static final String RESERVED = "dead-letter";

    public PromptPool {
        if (!NAME.matcher(name).matches() || name.equals(RESERVED)) {
            throw new IllegalArgumentException(
                    "a pool's name has at most 40 letters, digits, - and _, and is not '%s'; this is '%s'"
                            .formatted(RESERVED, name));
        }
    }

    /** The topic that its prompts are sent to: {@code conteur.prompts.NAME}. */
    public Topic<PromptSubmitted> topic() {
        return name.isEmpty()
                ? Topic.PROMPTS
                : new Topic<>(
                        Topic.PROMPTS.name() + '.' + name,
                        Topic.PROMPTS.type(),
                        Topic.PROMPTS.partitions(),
                        false);
    }

    /** The consumer group of its generators: {@code story-generator.NAME}. */
    public String group() {
        return name.isEmpty() ? "story-generator" : "story-generator." + name;
    }
}
