package io.conteur.gpt;

import java.util.Arrays;

/**
 * Chooses tokens. The random number of a position is a function of seed and position alone, so a
 * story does not depend on what else is being written.
 */
final class Sampler {
    private final Sampling sampling;

    Sampler(Sampling sampling) {
        this.sampling = sampling;
    }

    /**
     * The token at a position of the story.
     *
     * @param logits one per token of the vocabulary
     */
    int choose(float[] logits, long position) {
        if (sampling.temperature() == 0) {
            return likeliest(logits);
        }
        long[] order = ordered(logits);
        double[] weights = weights(logits, order);
        return token(order[pick(weights, uniform(position))]);
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Logit and token packed into longs that sort from the likeliest on, ties by token. */
    private static long[] ordered(float[] logits) {
        long[] order = new long[logits.length];
        for (int i = 0; i < logits.length; i++) {
            int bits = Float.floatToIntBits(logits[i]);
            int ascending = bits ^ ((bits >> 31) & 0x7fff_ffff);
            order[i] = ((long) ~ascending << 32) | i;
        }
        Arrays.sort(order);
        return order;
    }

    private static int token(long packed) {
        return (int) packed;
    }

    /** Unnormalised probabilities of the tokens that top-k and top-p leave. */
    private double[] weights(float[] logits, long[] order) {
        int candidates =
                sampling.topK() == 0 ? order.length : Math.min(sampling.topK(), order.length);
        double[] weights = new double[candidates];
        double highest = logits[token(order[0])];
        double total = 0;
        for (int i = 0; i < candidates; i++) {
            weights[i] = Math.exp((logits[token(order[i])] - highest) / sampling.temperature());
            total += weights[i];
        }
        return Arrays.copyOf(weights, nucleus(weights, total));
    }

    /** How many of the likeliest reach the probability of top-p; at least one. */
    private int nucleus(double[] weights, double total) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            if (sum >= sampling.topP() * total) {
                return i + 1;
            }
        }
        return weights.length;
    }

    private static int pick(double[] weights, double uniform) {
        double rest = uniform * Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            rest -= weights[i];
            if (rest < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }

    /** From 0 to 1, by the finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
    private double uniform(long position) {
        long z = sampling.seed() + (position + 1) * 0x9e37_79b9_7f4a_7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return ((z ^ (z >>> 31)) >>> 11) * 0x1p-53;
    }
}
