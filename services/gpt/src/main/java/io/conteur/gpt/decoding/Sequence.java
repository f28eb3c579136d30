package io.conteur.gpt.decoding;

import io.conteur.gpt.sampling.Generation.Finish;
import io.conteur.gpt.sampling.SampledToken;
import io.conteur.gpt.sampling.Sampler;
import io.conteur.gpt.sampling.SamplingParameters;
import io.conteur.gpt.sampling.TokenFilter;
import java.util.Arrays;
import java.util.List;
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

    /** How its tokens are sampled. */
    public SamplingParameters sampling() {
        return sampling;
    }

    /** Tokens that may still be generated. */
    public int tokensLeft() {
        return maxTokens - generated;
    }

    /** The random number of the token after the next {@code ahead} ones. */
    public double uniform(int ahead) {
        return sampler.uniform((long) generated + ahead);
    }

    /**
     * Whether the next token is a function of its logits, temperature, top-k, top-p, min-p and the
     * random number alone, and nothing else is asked for.
     */
    public boolean samplesByFilter() {
        return sampling.penalties().equals(SamplingParameters.Penalties.NONE)
                && sampling.logitBias().isEmpty()
                && sampling.logProbabilities() < 0
                && generated >= sampling.minTokens();
    }

    /** Appends a token that was sampled elsewhere, by {@link #uniform}. */
    public SampledToken accept(int id) {
        lastId = id;
        generated++;
        return new SampledToken(handle, id, finish(), List.of());
    }

    private @Nullable Finish finish() {
        if (lastId == sampling.endId() && !sampling.ignoreEnd()) {
            return Finish.END;
        }
        return generated == maxTokens ? Finish.LENGTH : null;
    }
}
