package io.conteur.gpt;

import java.util.Arrays;

/** The tokens that min-p, top-k and top-p leave, from the likeliest on, ties by token. */
final class Candidates {
    private static final double NEGLIGIBLE = 1e-9;

    private final long[] order;
    private final double[] weights;

    Candidates(float[] logits, Sampling sampling) {
        double highest = highest(logits);
        long[] kept = new long[logits.length];
        int count = 0;
        double total = 0;
        double[] all = new double[logits.length];
        for (int i = 0; i < logits.length; i++) {
            all[i] = Math.exp((logits[i] - highest) / sampling.temperature());
            total += all[i];
        }
        double least = least(sampling, total, logits.length);
        for (int i = 0; i < logits.length; i++) {
            if (all[i] >= least) {
                kept[count++] = packed(logits[i], i);
            }
        }
        Arrays.sort(kept, 0, count);
        int limit = sampling.topK() == 0 ? count : Math.min(sampling.topK(), count);
        double[] ordered = new double[limit];
        for (int i = 0; i < limit; i++) {
            ordered[i] = all[token(kept[i])];
        }
        this.order = kept;
        this.weights = Arrays.copyOf(ordered, nucleus(ordered, sampling, total));
    }

    private static double highest(float[] logits) {
        double highest = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        return highest;
    }

    /**
     * The likeliest token has weight 1. Tokens too unlikely for min-p are out; so are those that
     * top-p never reaches, since all of them together are less likely than what it leaves out: they
     * need not be sorted.
     */
    private static double least(Sampling sampling, double total, int vocabulary) {
        double left = Math.max(1 - sampling.topP(), NEGLIGIBLE);
        return Math.max(sampling.minP(), total * left / (2.0 * vocabulary));
    }

    /** Logit and token packed into a long that sorts from the likeliest on, ties by token. */
    private static long packed(float logit, int id) {
        int bits = Float.floatToIntBits(logit);
        int ascending = bits ^ ((bits >> 31) & 0x7fff_ffff);
        return ((long) ~ascending << 32) | id;
    }

    private static int token(long packed) {
        return (int) packed;
    }

    /** How many of the likeliest reach the probability of top-p; at least one. */
    private static int nucleus(double[] weights, Sampling sampling, double everything) {
        boolean all = sampling.topK() == 0 && sampling.minP() == 0;
        double total = all ? everything : Arrays.stream(weights).sum();
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            if (sum >= sampling.topP() * total) {
                return i + 1;
            }
        }
        return weights.length;
    }

    /** The token at a share of all probability left. */
    int pick(double uniform) {
        double rest = uniform * Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            rest -= weights[i];
            if (rest < 0) {
                return token(order[i]);
            }
        }
        return token(order[weights.length - 1]);
    }
}
