package io.conteur.gpt;

/**
 * The tokens that min-p, top-k and top-p leave, with their weights. Only as many are put in order
 * as top-k and top-p need.
 */
final class Candidates {
    private static final float STEEPEST = 1e30f;

    private final float[] weights;
    private double total;

    /**
     * The tokens left, from the likeliest on; when none are cut off, all are, in their own order.
     */
    private int[] order = {};

    private int left;

    Candidates(float[] logits, Sampling sampling, Exponentials exponentials) {
        weights = new float[logits.length];
        float factor = (float) Math.min(STEEPEST, 1 / sampling.temperature());
        total = exponentials.of(logits, factor, weights);
        if (sampling.minP() > 0) {
            total = leaveLikely((float) sampling.minP());
        }
        if (sampling.topK() > 0) {
            order(0, sampling.topK(), total);
        }
        double enough = sampling.topP() * total;
        if (left > 0) {
            cut(enough);
        } else if (sampling.topP() < 1) {
            // Tokens that all together weigh less than what is left out need no order.
            order((float) (total - enough) / (2 * weights.length), weights.length, enough);
        }
    }

    private double leaveLikely(float least) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            weights[i] = weights[i] < least ? 0 : weights[i];
            sum += weights[i];
        }
        return sum;
    }

    /** Leaves the likeliest, at most so many, as few as have enough weight, and at least one. */
    private void order(float least, int most, double enough) {
        Likeliest likeliest = new Likeliest(weights, least);
        order = new int[Math.min(most, likeliest.size())];
        left = 0;
        total = 0;
        while (left < order.length && (left == 0 || total < enough)) {
            order[left] = likeliest.next();
            total += weights[order[left++]];
        }
    }

    /** Leaves the first that have enough weight, and at least one. */
    private void cut(double enough) {
        int most = left;
        left = 0;
        total = 0;
        while (left < most && (left == 0 || total < enough)) {
            total += weights[order[left++]];
        }
    }

    /** The token at a share of all weight left. */
    int pick(double uniform) {
        double rest = uniform * total;
        int last = 0;
        for (int i = 0; i < (left == 0 ? weights.length : left); i++) {
            int token = left == 0 ? i : order[i];
            rest -= weights[token];
            if (rest < 0) {
                return token;
            }
            last = weights[token] > 0 ? token : last;
        }
        return last;
    }
}
