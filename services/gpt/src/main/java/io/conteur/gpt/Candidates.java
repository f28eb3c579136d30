package io.conteur.gpt;

import java.util.Arrays;

/**
 * The tokens that min-p, top-k and top-p leave, with their weights. What they cut off is found by
 * counting tokens of about the same weight; only those at the edge are put in order. Serves one
 * choice after the other, and one thread.
 */
final class Candidates {
    private static final float STEEPEST = 1e30f;

    // Weights go from 0 to 1. Those of a class differ by a few per cent, and beyond 2^-32, below
    // what all but the last class hold, they do not matter.
    private static final int CLASSES = 1024;
    private static final int CLASS_BITS = 18;
    private static final int HEAVIEST = Float.floatToIntBits(1) >>> CLASS_BITS;

    private final Exponentials exponentials;
    private final float[] weights;
    private final int[] counts = new int[CLASSES];
    private final double[] sums = new double[CLASSES];
    private double total;

    Candidates(int vocabulary, Exponentials exponentials) {
        this.exponentials = exponentials;
        this.weights = new float[vocabulary];
    }

    /**
     * Takes the tokens that a sampling leaves.
     *
     * @param logits one per token of the vocabulary
     */
    void leave(float[] logits, Sampling sampling) {
        float factor = (float) Math.min(STEEPEST, 1 / sampling.temperature());
        total = exponentials.of(logits, factor, weights);
        if (sampling.minP() > 0) {
            leaveLikely((float) sampling.minP());
        }
        if (sampling.topK() > 0) {
            leaveHeaviest(sampling.topK(), Double.POSITIVE_INFINITY);
        }
        if (sampling.topP() < 1) {
            leaveHeaviest(weights.length, sampling.topP() * total);
        }
    }

    private void leaveLikely(float least) {
        total = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weights[i] < least ? 0 : weights[i];
            total += weights[i];
        }
    }

    /**
     * Leaves the heaviest, at most so many, as few as have enough weight, and at least one. Of
     * equal ones the first are left.
     */
    private void leaveHeaviest(int most, double enough) {
        Arrays.fill(counts, 0);
        Arrays.fill(sums, 0);
        for (float weight : weights) {
            if (weight > 0) {
                int lightness = lightness(weight);
                counts[lightness]++;
                sums[lightness] += weight;
            }
        }
        int edge = 0;
        int left = 0;
        total = 0;
        while (edge < CLASSES - 1 && left + counts[edge] < most && total + sums[edge] < enough) {
            left += counts[edge];
            total += sums[edge++];
        }
        long[] atEdge = ofLightness(edge, counts[edge]);
        int next = 0;
        while (next < atEdge.length && (left == 0 || left < most && total < enough)) {
            total += weight(atEdge[next++]);
            left++;
        }
        for (; next < atEdge.length; next++) {
            weights[(int) atEdge[next]] = 0;
        }
        for (int i = 0; i < weights.length; i++) {
            weights[i] = lightness(weights[i]) > edge ? 0 : weights[i];
        }
    }

    /** The number of a weight's class, from the heaviest on. */
    private static int lightness(float weight) {
        return Math.min(CLASSES - 1, HEAVIEST - (Float.floatToIntBits(weight) >>> CLASS_BITS));
    }

    /** The tokens of a class, packed into longs that sort from the heaviest on, ties by token. */
    private long[] ofLightness(int lightness, int count) {
        long[] tokens = new long[count];
        int found = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0 && lightness(weights[i]) == lightness) {
                tokens[found++] = ((long) -Float.floatToIntBits(weights[i]) << Integer.SIZE) + i;
            }
        }
        Arrays.sort(tokens);
        return tokens;
    }

    private static float weight(long packed) {
        return Float.intBitsToFloat(-(int) (packed >> Integer.SIZE));
    }

    /** The token at a share of all weight left, in their order in the vocabulary. */
    int pick(double uniform) {
        double rest = uniform * total;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            rest -= weights[i];
            if (rest < 0) {
                return i;
            }
            last = weights[i] > 0 ? i : last;
        }
        return last;
    }
}
