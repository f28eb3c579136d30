package io.conteur.gpt.sampling;

/**
 * A generated story.
 *
 * @param ids without the prompt, with the end token if it was sampled
 */
public record Generation(int[] ids, Finish finish) {
    /** The finish reason. */
    public enum Finish {
        /** The end token was sampled. */
        END,
        /** The maximum of tokens is reached, or the context is full. */
        LENGTH,
        /** The listener stopped it. */
        CANCELLED
    }
}
