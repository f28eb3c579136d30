package io.conteur.gpt.sampling;

import java.util.Map;

/**
 * How the next token is sampled; names and meanings are those of vLLM and other inference servers.
 * A story is a function of the weights, its prompt and these alone.
 *
 * @param temperature 0 is greedy: the likeliest token, always
 * @param topK sample from the K likeliest tokens; 0 from all
 * @param topP sample from the fewest likeliest tokens that together have this probability
 * @param minP sample from tokens of at least this probability relative to the likeliest
 * @param maxTokens to generate
 * @param minTokens to generate before the end token may be sampled
 * @param endId the end-of-sequence token
 * @param ignoreEnd generate past the end token
 * @param logitBias added to the logit, by token
 * @param logProbabilities how many likeliest tokens to report with every sampled one; -1 reports
 *     nothing, 0 the sampled one alone
 */
public record SamplingParameters(
        double temperature,
        int topK,
        double topP,
        double minP,
        Penalties penalties,
        long seed,
        int maxTokens,
        int minTokens,
        int endId,
        boolean ignoreEnd,
        Map<Integer, Double> logitBias,
        int logProbabilities) {
    private static final int MAX_ALTERNATIVES = 20;

    /**
     * Make tokens less likely that have occurred before.
     *
     * @param repetition divides positive logits and multiplies negative ones of tokens in the
     *     prompt or story; 1 for none
     * @param presence subtracted from the logit of a token that occurs in the story
     * @param frequency subtracted from the logit for each time that the token occurs in the story
     */
    public record Penalties(double repetition, double presence, double frequency) {
        public static final Penalties NONE = new Penalties(1, 0, 0);

        public Penalties {
            require(repetition > 0 && repetition <= 10, "repetition", "above 0 to 10", repetition);
            require(Math.abs(presence) <= 10, "presence", "from -10 to 10", presence);
            require(Math.abs(frequency) <= 10, "frequency", "from -10 to 10", frequency);
        }
    }

    public SamplingParameters {
        require(
                temperature >= 0 && temperature <= 100,
                "temperature",
                "from 0 to 100",
                temperature);
        require(topK >= 0, "topK", "0 or more", topK);
        require(topP >= 0 && topP <= 1, "topP", "from 0 to 1", topP);
        require(minP >= 0 && minP <= 1, "minP", "from 0 to 1", minP);
        require(maxTokens >= 1, "maxTokens", "at least 1", maxTokens);
        require(
                minTokens >= 0 && minTokens <= maxTokens,
                "minTokens",
                "from 0 to maxTokens",
                minTokens);
        require(
                logProbabilities >= -1 && logProbabilities <= MAX_ALTERNATIVES,
                "logProbabilities",
                "from 0 to " + MAX_ALTERNATIVES,
                logProbabilities);
        logitBias = Map.copyOf(logitBias);
    }

    /** Temperature, top-k and top-p alone; the rest has no effect. */
    public SamplingParameters(
            double temperature, int topK, double topP, long seed, int maxTokens, int endId) {
        this(
                temperature,
                topK,
                topP,
                0,
                Penalties.NONE,
                seed,
                maxTokens,
                0,
                endId,
                false,
                Map.of(),
                -1);
    }

    /** Greedy decoding. */
    public static SamplingParameters greedy(int maxTokens, int endId) {
        return new SamplingParameters(0, 0, 1, 0, maxTokens, endId);
    }

    /** The same with log probabilities reported. */
    public SamplingParameters withLogProbabilities(int alternatives) {
        return new SamplingParameters(
                temperature,
                topK,
                topP,
                minP,
                penalties,
                seed,
                maxTokens,
                minTokens,
                endId,
                ignoreEnd,
                logitBias,
                alternatives);
    }

    private static void require(boolean holds, String name, String range, double value) {
        if (!holds) {
            String shown = value == Math.rint(value) ? Long.toString((long) value) : "" + value;
            throw new IllegalArgumentException(name + " must be " + range + ", is " + shown);
        }
    }
}
