package io.conteur.gpt.sampling;

import java.util.Arrays;

/**
 * The tokens that min-p, top-k and top-p leave, with their weights. What they cut off is found by
 * counting tokens of about the same weight; only those at the edge are put in order. Serves one
 * choice after the other, and one thread.
 */
public final class TokenFilter {
    private static final float STEEPEST = 1e30f;

    // Weights go from 0 to 1. Those of a class differ by a few per cent, and beyond 2^-32, below
    // what all but the last class hold, they do not matter.
    private static final int CLASSES = 1024;
    private static final int CLASS_BITS = 18;
    private static final int HEAVIEST = Float.floatToIntBits(1) >>> CLASS_BITS;

    private final SoftmaxWeights exponentials;
    // Of those that are left, in their order in the vocabulary; at first, the weights of all.
    private final int[] tokens;
    private final float[] weights;
    private int left;
    private double total;
    private final int[] counts = new int[CLASSES];
    private final double[] sums = new double[CLASSES];

    public TokenFilter(int vocabulary, SoftmaxWeights exponentials) {
        this.exponentials = exponentials;
        this.tokens = new int[vocabulary];
        this.weights = new float[vocabulary];
    }

    /**
     * Takes the tokens that a sampling leaves.
     *
     * @param logits one per token of the vocabulary
     */
    void leave(float[] logits, SamplingParameters sampling) {
        float factor = (float) Math.min(STEEPEST, 1 / sampling.temperature());
        total = exponentials.of(logits, factor, weights);
        if (sampling.minP() > 0) {
            leaveLikely((float) sampling.minP());
            total = 0;
            for (int i = 0; i < left; i++) {
                total += weights[i];
            }
        } else {
            leaveLikely(sampling.topK() > 0 ? 0 : negligible(sampling.topP()));
        }
        if (sampling.topK() > 0) {
            leaveHeaviest(sampling.topK(), Double.POSITIVE_INFINITY);
        }
        if (sampling.topP() < 1) {
            leaveHeaviest(left, sampling.topP() * total);
        }
    }

    /** All lighter tokens together are at most half of what top-p cuts off. */
    private float negligible(double topP) {
        return (float) ((1 - topP) * total / (2 * weights.length));
    }

    private void leaveLikely(float least) {
        float some = Math.max(least, Float.MIN_VALUE);
        left = 0;
        for (int i = 0; i < weights.length; i++) {
            float weight = weights[i];
            tokens[left] = i;
            weights[left] = weight;
            left += weight >= some ? 1 : 0;
        }
    }

    /**
     * Leaves the heaviest, at most so many, as few as have enough weight, and at least one. Of
     * equal ones the first are left.
     */
    private void leaveHeaviest(int most, double enough) {
        Arrays.fill(counts, 0);
        Arrays.fill(sums, 0);
        for (int i = 0; i < left; i++) {
            int lightness = lightness(weights[i]);
            counts[lightness]++;
            sums[lightness] += weights[i];
        }
        int edge = 0;
        int taken = 0;
        total = 0;
        while (edge < CLASSES - 1 && taken + counts[edge] < most && total + sums[edge] < enough) {
            taken += counts[edge];
            total += sums[edge++];
        }
        long[] atEdge = ofLightness(edge, counts[edge]);
        int next = 0;
        while (next < atEdge.length && (taken == 0 || taken < most && total < enough)) {
            total += weight(atEdge[next++]);
            taken++;
        }
        if (next > 0) {
            leaveUpTo(atEdge[next - 1]);
        }
    }

    private void leaveUpTo(long last) {
        int before = left;
        left = 0;
        for (int i = 0; i < before; i++) {
            if (packed(i) <= last) {
                tokens[left] = tokens[i];
                weights[left++] = weights[i];
            }
        }
    }

    /** The number of a weight's class, from the heaviest on. */
    private static int lightness(float weight) {
        return Math.min(CLASSES - 1, HEAVIEST - (Float.floatToIntBits(weight) >>> CLASS_BITS));
    }

    /** The tokens of a class, in order. */
    private long[] ofLightness(int lightness, int count) {
        long[] some = new long[count];
        int found = 0;
        for (int i = 0; i < left; i++) {
            if (lightness(weights[i]) == lightness) {
                some[found++] = packed(i);
            }
        }
        Arrays.sort(some);
        return some;
    }

    /** Token and weight in a number that sorts from the heaviest on, ties by token. */
    private long packed(int i) {
        return ((long) -Float.floatToIntBits(weights[i]) << Integer.SIZE) + tokens[i];
    }

    private static float weight(long packed) {
        return Float.intBitsToFloat(-(int) (packed >> Integer.SIZE));
    }

    /** The token at a share of all weight left, in their order in the vocabulary. */
    int pick(double uniform) {
        double rest = uniform * total;
        int last = 0;
        for (int i = 0; i < left && rest >= 0; i++) {
            rest -= weights[i];
            last = tokens[i];
        }
        return last;
    }
}
