package io.conteur.gpt;

/**
 * What was written.
 *
 * @param ids without the prompt, with the end token if it came
 */
public record Generation(int[] ids, Finish finish) {
    /** Why it stopped. */
    public enum Finish {
        /** The model ended the story. */
        END,
        /** As many tokens as allowed, or the context is full. */
        LENGTH,
        /** The listener stopped it. */
        CANCELLED
    }
}
