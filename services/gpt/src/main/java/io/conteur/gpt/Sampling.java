package io.conteur.gpt;

/**
 * How the next token is chosen. A story depends on nothing but the weights, its prompt and these.
 *
 * @param temperature 0 always takes the likeliest token
 * @param topK sample among the K likeliest; 0 among all
 * @param topP sample among the likeliest that together have this probability
 * @param maxTokens at most so many are written
 * @param endId the token that ends a story
 */
public record Sampling(
        double temperature, int topK, double topP, long seed, int maxTokens, int endId) {
    public Sampling {
        if (!(temperature >= 0 && temperature <= 100)) {
            throw new IllegalArgumentException(
                    "temperature must be from 0 to 100, is " + temperature);
        }
        if (topK < 0) {
            throw new IllegalArgumentException("topK must not be negative, is " + topK);
        }
        if (!(topP >= 0 && topP <= 1)) {
            throw new IllegalArgumentException("topP must be from 0 to 1, is " + topP);
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("maxTokens must be at least 1, is " + maxTokens);
        }
    }

    /** The likeliest token, always. */
    public static Sampling greedy(int maxTokens, int endId) {
        return new Sampling(0, 0, 1, 0, maxTokens, endId);
    }
}
