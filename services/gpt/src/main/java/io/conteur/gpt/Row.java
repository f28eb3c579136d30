package io.conteur.gpt;

import io.conteur.gpt.Generation.Finish;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A story in the making: its prompt, its stretch of the cache, and how far it is. */
final class Row {
    final int handle;
    final int[] prompt;
    final int start;
    private final Sampling sampling;
    private final int most;
    private final Sampler sampler;
    private int prefilled;
    private int written;
    private int last;

    Row(int handle, int[] prompt, int start, Sampling sampling, int most) {
        this.handle = handle;
        this.prompt = prompt;
        this.start = start;
        this.sampling = sampling;
        this.most = most;
        this.sampler = new Sampler(sampling, prompt);
    }

    boolean prefilled() {
        return prefilled == prompt.length;
    }

    /** The next piece of the prompt; where it ends depends on the prompt alone. */
    int[] piece(int length) {
        return Arrays.copyOfRange(prompt, prefilled, Math.min(prefilled + length, prompt.length));
    }

    int past() {
        return prefilled;
    }

    void prefill(int length) {
        prefilled += length;
    }

    /** Token, position and start of the stretch, as the script takes them. */
    void write(long[] rows, int at) {
        rows[at] = last;
        rows[at + 1] = (long) prompt.length + written - 1;
        rows[at + 2] = start;
    }

    /**
     * Chooses the next token.
     *
     * @param logits of the vocabulary, as they are; changed
     */
    Chosen choose(float[] logits) {
        Sampler.Choice choice = sampler.choose(logits, written);
        last = choice.id();
        written++;
        return new Chosen(handle, last, finish(), choice.probabilities());
    }

    private @Nullable Finish finish() {
        if (last == sampling.endId() && !sampling.ignoreEnd()) {
            return Finish.END;
        }
        return written == most ? Finish.LENGTH : null;
    }
}
