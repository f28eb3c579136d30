package io.conteur.gpt.decoding;

import io.conteur.gpt.sampling.Generation.Finish;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.Sampler;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.sampling.TokenFilter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A story being generated: its prompt, its range of the KV cache, and its progress. */
public final class Sequence {
    public final int handle;
    public final int cacheStart;
    final int[] prompt;
    private final SamplingParameters sampling;
    private final int maxTokens;
    private final Sampler sampler;
    private int cached;
    private int generated;
    private int lastId;

    /**
     * @param cacheStart where its range of the KV cache starts, in tokens
     * @param maxTokens to generate
     */
    public Sequence(
            int handle, int[] prompt, int cacheStart, SamplingParameters sampling, int maxTokens) {
        this.handle = handle;
        this.prompt = prompt;
        this.cacheStart = cacheStart;
        this.sampling = sampling;
        this.maxTokens = maxTokens;
        this.sampler = new Sampler(sampling, prompt);
    }

    /** Tokens of prompt and story at most. */
    public int maxLength() {
        return prompt.length + maxTokens;
    }

    /** Tokens whose keys and values the KV cache holds. */
    public int cached() {
        return cached;
    }

    /** Whether some of the prompt is still to be processed. */
    public boolean prefilling() {
        return cached < prompt.length;
    }

    /** The next input ids: up to {@code max} of the prompt, or the last token generated. */
    public int[] nextIds(int max) {
        return prefilling()
                ? Arrays.copyOfRange(prompt, cached, Math.min(cached + max, prompt.length))
                : new int[] {lastId};
    }

    /** The KV cache holds this many tokens more. */
    public void advance(int tokens) {
        cached += tokens;
    }

    /**
     * Samples the next token.
     *
     * @param logits (V), overwritten
     * @param filter a buffer to work with
     */
    public SampledToken sample(float[] logits, TokenFilter filter) {
        Sampler.Choice choice = sampler.sample(logits, generated, filter);
        lastId = choice.id();
        generated++;
        return new SampledToken(handle, lastId, finish(), choice.probabilities());
    }

    private @Nullable Finish finish() {
        if (lastId == sampling.endId() && !sampling.ignoreEnd()) {
            return Finish.END;
        }
        return generated == maxTokens ? Finish.LENGTH : null;
    }
}
