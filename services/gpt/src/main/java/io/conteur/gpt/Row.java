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
    private int computed;
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

    /** Tokens of prompt and story at most. */
    int length() {
        return prompt.length + most;
    }

    /** Tokens whose keys and values the cache holds. */
    int computed() {
        return computed;
    }

    /** Whether some of the prompt is still to be read. */
    boolean reads() {
        return computed < prompt.length;
    }

    /** The next tokens to compute: the last one written, or so many of the prompt. */
    int[] next(int most) {
        return reads()
                ? Arrays.copyOfRange(prompt, computed, Math.min(computed + most, prompt.length))
                : new int[] {last};
    }

    void compute(int tokens) {
        computed += tokens;
    }

    /**
     * Chooses the next token.
     *
     * @param logits of the vocabulary, as they are; changed
     * @param candidates to work with
     */
    Chosen choose(float[] logits, Candidates candidates) {
        Sampler.Choice choice = sampler.choose(logits, written, candidates);
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
