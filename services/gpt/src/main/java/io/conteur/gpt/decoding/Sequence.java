package io.conteur.gpt.decoding;

import io.conteur.gpt.Generation.Finish;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.Sampler;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.sampling.TokenFilter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A story in the making: its prompt, its stretch of the cache, and how far it is. */
public final class Sequence {
    public final int handle;
    final int[] prompt;
    public final int start;
    private final SamplingParameters sampling;
    private final int most;
    private final Sampler sampler;
    private int computed;
    private int written;
    private int last;

    public Sequence(int handle, int[] prompt, int start, SamplingParameters sampling, int most) {
        this.handle = handle;
        this.prompt = prompt;
        this.start = start;
        this.sampling = sampling;
        this.most = most;
        this.sampler = new Sampler(sampling, prompt);
    }

    /** Tokens of prompt and story at most. */
    public int length() {
        return prompt.length + most;
    }

    /** Tokens whose keys and values the cache holds. */
    public int computed() {
        return computed;
    }

    /** Whether some of the prompt is still to be read. */
    public boolean reads() {
        return computed < prompt.length;
    }

    /** The next tokens to compute: the last one written, or so many of the prompt. */
    public int[] next(int most) {
        return reads()
                ? Arrays.copyOfRange(prompt, computed, Math.min(computed + most, prompt.length))
                : new int[] {last};
    }

    public void compute(int tokens) {
        computed += tokens;
    }

    /**
     * Chooses the next token.
     *
     * @param logits of the vocabulary, as they are; changed
     * @param candidates to work with
     */
    public SampledToken choose(float[] logits, TokenFilter candidates) {
        Sampler.Choice choice = sampler.choose(logits, written, candidates);
        last = choice.id();
        written++;
        return new SampledToken(handle, last, finish(), choice.probabilities());
    }

    private @Nullable Finish finish() {
        if (last == sampling.endId() && !sampling.ignoreEnd()) {
            return Finish.END;
        }
        return written == most ? Finish.LENGTH : null;
    }
}
