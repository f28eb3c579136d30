package io.conteur.gpt.sampling;

/** The numerators of softmax: e to the power of (logit - highest logit) * factor. */
public interface SoftmaxWeights {
    /** Weights of this power of e or a lower one are 0. */
    float LOWEST_POWER = -40;

    /**
     * @param factor 1 / temperature
     * @param weights receives the results, as many as there are logits
     * @return their sum
     */
    float of(float[] logits, float factor, float[] weights);

    /** Portable implementation. */
    static float plain(float[] logits, float factor, float[] weights) {
        float max = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double total = 0;
        for (int i = 0; i < logits.length; i++) {
            float power = (logits[i] - max) * factor;
            weights[i] = power > LOWEST_POWER ? (float) Math.exp(power) : 0;
            total += weights[i];
        }
        return (float) total;
    }
}
