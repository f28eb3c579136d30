package io.conteur.gpt.sampling;

import java.util.Arrays;

/**
 * Min-p, top-k and top-p. Keeps the tokens that pass, with their softmax weights. The cutoff is
 * found with a histogram of the weights, so that only the tokens of its one bucket are sorted. A
 * buffer for one thread, reused from token to token.
 */
public final class TokenFilter {
    private static final float MAX_FACTOR = 1e30f;

    // Weights are from 0 to 1. A bucket is the exponent and the first bits of the mantissa: its
    // weights differ by a few per cent. The last bucket has all below 2^-32, which hardly matter.
    private static final int BUCKETS = 1024;
    private static final int DROPPED_BITS = 18;
    private static final int MAX_BITS = Float.floatToIntBits(1) >>> DROPPED_BITS;

    private final SoftmaxWeights softmax;
    // The tokens kept, in the order of their ids, and their weights; at first the weights of all.
    private final int[] tokens;
    private final float[] weights;
    private int kept;
    private double total;
    private final int[] counts = new int[BUCKETS];
    private final double[] sums = new double[BUCKETS];

    public TokenFilter(int vocabulary, SoftmaxWeights softmax) {
        this.softmax = softmax;
        this.tokens = new int[vocabulary];
        this.weights = new float[vocabulary];
    }

    /**
     * Keeps the tokens that pass the filters.
     *
     * @param logits (V)
     */
    void apply(float[] logits, SamplingParameters sampling) {
        float factor = (float) Math.min(MAX_FACTOR, 1 / sampling.temperature());
        total = softmax.of(logits, factor, weights);
        if (sampling.minP() > 0) {
            keepAtLeast((float) sampling.minP());
            total = 0;
            for (int i = 0; i < kept; i++) {
                total += weights[i];
            }
        } else {
            keepAtLeast(sampling.topK() > 0 ? 0 : negligible(sampling.topP()));
        }
        if (sampling.topK() > 0) {
            keepHeaviest(sampling.topK(), Double.POSITIVE_INFINITY);
        }
        if (sampling.topP() < 1) {
            keepHeaviest(kept, sampling.topP() * total);
        }
    }

    /** Together, all tokens of a lower weight are at most half of what top-p cuts off. */
    private float negligible(double topP) {
        return (float) ((1 - topP) * total / (2 * weights.length));
    }

    private void keepAtLeast(float minWeight) {
        float min = Math.max(minWeight, Float.MIN_VALUE);
        kept = 0;
        for (int i = 0; i < weights.length; i++) { // without a branch
            float weight = weights[i];
            tokens[kept] = i;
            weights[kept] = weight;
            kept += weight >= min ? 1 : 0;
        }
    }

    /**
     * Keeps the fewest heaviest tokens that have {@code enough} weight together, at most {@code
     * max} and at least one. Of equal ones those of lower ids are kept.
     */
    private void keepHeaviest(int max, double enough) {
        Arrays.fill(counts, 0);
        Arrays.fill(sums, 0);
        for (int i = 0; i < kept; i++) {
            int bucket = bucket(weights[i]);
            counts[bucket]++;
            sums[bucket] += weights[i];
        }
        int cutoff = 0;
        int count = 0;
        total = 0;
        while (cutoff < BUCKETS - 1
                && count + counts[cutoff] < max
                && total + sums[cutoff] < enough) {
            count += counts[cutoff];
            total += sums[cutoff++];
        }
        long[] sorted = sortedBucket(cutoff, counts[cutoff]);
        int next = 0;
        while (next < sorted.length && (count == 0 || count < max && total < enough)) {
            total += weight(sorted[next++]);
            count++;
        }
        if (next > 0) {
            keepUpTo(sorted[next - 1]);
        }
    }

    private void keepUpTo(long last) {
        int before = kept;
        kept = 0;
        for (int i = 0; i < before; i++) {
            if (packed(i) <= last) {
                tokens[kept] = tokens[i];
                weights[kept++] = weights[i];
            }
        }
    }

    /** The bucket of a weight; 0 has the heaviest. */
    private static int bucket(float weight) {
        return Math.min(BUCKETS - 1, MAX_BITS - (Float.floatToIntBits(weight) >>> DROPPED_BITS));
    }

    /** The packed tokens of a bucket, sorted. */
    private long[] sortedBucket(int bucket, int count) {
        long[] sorted = new long[count];
        int found = 0;
        for (int i = 0; i < kept; i++) {
            if (bucket(weights[i]) == bucket) {
                sorted[found++] = packed(i);
            }
        }
        Arrays.sort(sorted);
        return sorted;
    }

    /** A token and its weight in a number that sorts by falling weight, then by id. */
    private long packed(int i) {
        return ((long) -Float.floatToIntBits(weights[i]) << Integer.SIZE) + tokens[i];
    }

    private static float weight(long packed) {
        return Float.intBitsToFloat(-(int) (packed >> Integer.SIZE));
    }

    /**
     * Inverse transform sampling: the token at which the cumulative weight exceeds a share of all.
     */
    int pick(double uniform) {
        double rest = uniform * total;
        int last = 0;
        for (int i = 0; i < kept && rest >= 0; i++) {
            rest -= weights[i];
            last = tokens[i];
        }
        return last;
    }
}
