package io.conteur.gpt.sampling;

/**
 * How likely tokens are beside the likeliest: e to the power of their logits times a factor, 1 for
 * the highest.
 */
public interface SoftmaxWeights {
    // Less likely than e to this power, a token never comes.
    float LOWEST_POWER = -40;

    /**
     * @param weights where they go, as many as there are logits
     * @return their sum
     */
    float of(float[] logits, float factor, float[] weights);

    /** As any processor computes it. */
    static float plain(float[] logits, float factor, float[] weights) {
        float highest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        double total = 0;
        for (int i = 0; i < logits.length; i++) {
            float power = (logits[i] - highest) * factor;
            weights[i] = power > LOWEST_POWER ? (float) Math.exp(power) : 0;
            total += weights[i];
        }
        return (float) total;
    }
}
