package io.conteur.storygenerator;

import io.conteur.events.CheckpointPublished;
import io.conteur.events.StoryWritten.Finish;
import org.jspecify.annotations.Nullable;

/** A checkpoint in memory, ready to tell stories. For one thread at a time. */
interface Narrator extends AutoCloseable {
    /** The weights that tell. */
    CheckpointPublished checkpoint();

    /** Tokens that a prompt and its story can have together. */
    int context();

    /** A prompt's tokens, as the model learned to see them. */
    int[] encode(String prompt);

    /** Tells a story; the same plan always gives the same story. */
    Told tell(StoryPlan plan, Listener listener);

    @Override
    void close();

    /** Hears a story as it is told. */
    @FunctionalInterface
    interface Listener {
        /**
         * Called for each token.
         *
         * @param text what has become certain, whole characters only; may be empty
         * @return whether to go on
         */
        boolean heard(String text);
    }

    /**
     * How a story ended.
     *
     * @param rest text that nobody heard yet
     * @param finish null when the listener stopped it
     */
    record Told(String rest, @Nullable Finish finish) {}
}
