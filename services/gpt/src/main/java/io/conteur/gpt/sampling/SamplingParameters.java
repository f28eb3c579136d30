package io.conteur.gpt.sampling;

import java.util.Map;

/**
 * How the next token is chosen; names and meaning are those of the usual inference servers. A story
 * depends on nothing but the weights, its prompt and these.
 *
 * @param temperature 0 always takes the likeliest token
 * @param topK sample among the K likeliest; 0 among all
 * @param topP sample among the likeliest that together have this probability
 * @param minP sample among those that are at least so likely relative to the likeliest
 * @param maxTokens at most so many are written
 * @param minTokens the end token is not taken before so many are written
 * @param endId the token that ends a story
 * @param ignoreEnd the end token ends nothing
 * @param logitBias by token, added to its logit
 * @param logProbabilities how many likeliest tokens to report with every chosen one; -1 reports
 *     nothing, 0 the chosen one alone
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
     * What makes a token less likely that has come up before.
     *
     * @param repetition divides positive logits and multiplies negative ones of tokens in prompt or
     *     story; 1 changes nothing
     * @param presence taken off the logit of a token that is in the story
     * @param frequency taken off the logit for every time that a token is in the story
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

    /** Temperature, top-k and top-p alone. */
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

    /** The likeliest token, always. */
    public static SamplingParameters greedy(int maxTokens, int endId) {
        return new SamplingParameters(0, 0, 1, 0, maxTokens, endId);
    }

    private static void require(boolean holds, String name, String range, double value) {
        if (!holds) {
            String shown = value == Math.rint(value) ? Long.toString((long) value) : "" + value;
            throw new IllegalArgumentException(name + " must be " + range + ", is " + shown);
        }
    }
}
