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
    private final int[] left;
    private final int[] counts = new int[CLASSES];
    private final double[] sums = new double[CLASSES];
    private int size;
    private double total;

    Candidates(int vocabulary, Exponentials exponentials) {
        this.exponentials = exponentials;
        this.weights = new float[vocabulary];
        this.left = new int[vocabulary];
    }

    /**
     * Takes the tokens that a sampling leaves.
     *
     * @param logits one per token of the vocabulary
     */
    void leave(float[] logits, Sampling sampling) {
        float factor = (float) Math.min(STEEPEST, 1 / sampling.temperature());
        total = exponentials.of(logits, factor, weights);
        leavePossible();
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

    private void leavePossible() {
        size = 0;
        for (int i = 0; i < weights.length; i++) {
            left[size] = i;
            size += weights[i] > 0 ? 1 : 0;
        }
    }

    private void leaveLikely(float least) {
        total = 0;
        int kept = 0;
        for (int j = 0; j < size; j++) {
            float weight = weights[left[j]];
            if (weight >= least) {
                total += weight;
                left[kept++] = left[j];
            }
        }
        size = kept;
    }

    /**
     * Leaves the heaviest, at most so many, as few as have enough weight, and at least one. Of
     * equal ones the first are left.
     */
    private void leaveHeaviest(int most, double enough) {
        count();
        int edge = 0;
        int kept = 0;
        total = 0;
        while (edge < CLASSES - 1 && kept + counts[edge] < most && total + sums[edge] < enough) {
            kept += counts[edge];
            total += sums[edge++];
        }
        long last = Long.MIN_VALUE;
        for (long next : ofLightness(edge)) {
            if (kept > 0 && (kept >= most || total >= enough)) {
                break;
            }
            total += weight(next);
            kept++;
            last = next;
        }
        leave(edge, last);
    }

    private void count() {
        Arrays.fill(counts, 0);
        Arrays.fill(sums, 0);
        for (int j = 0; j < size; j++) {
            float weight = weights[left[j]];
            int lightness = lightness(weight);
            counts[lightness]++;
            sums[lightness] += weight;
        }
    }

    /** Leaves the classes before one, and of that one the tokens up to the last, packed. */
    private void leave(int edge, long last) {
        int kept = 0;
        for (int j = 0; j < size; j++) {
            int token = left[j];
            int lightness = lightness(weights[token]);
            if (lightness < edge || lightness == edge && packed(token) <= last) {
                left[kept++] = token;
            }
        }
        size = kept;
    }

    /** The number of a weight's class, from the heaviest on. */
    private static int lightness(float weight) {
        return Math.min(CLASSES - 1, HEAVIEST - (Float.floatToIntBits(weight) >>> CLASS_BITS));
    }

    /** The tokens of a class, packed, from the heaviest on, ties by token. */
    private long[] ofLightness(int lightness) {
        long[] tokens = new long[counts[lightness]];
        int found = 0;
        for (int j = 0; j < size; j++) {
            if (lightness(weights[left[j]]) == lightness) {
                tokens[found++] = packed(left[j]);
            }
        }
        Arrays.sort(tokens);
        return tokens;
    }

    /** Numbers whose order is that of the tokens, the heaviest first. */
    private long packed(int token) {
        return ((long) -Float.floatToIntBits(weights[token]) << Integer.SIZE) + token;
    }

    private static float weight(long packed) {
        return Float.intBitsToFloat(-(int) (packed >> Integer.SIZE));
    }

    /** The token at a share of all weight left, in their order in the vocabulary. */
    int pick(double uniform) {
        double rest = uniform * total;
        for (int j = 0; j < size; j++) {
            rest -= weights[left[j]];
            if (rest < 0) {
                return left[j];
            }
        }
        return size == 0 ? 0 : left[size - 1];
    }
}
