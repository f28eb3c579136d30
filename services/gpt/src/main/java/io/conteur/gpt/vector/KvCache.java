package io.conteur.gpt.vector;

import static io.conteur.gpt.vector.VectorMath.FLOATS;
import static io.conteur.gpt.vector.VectorMath.INTS;
import static io.conteur.gpt.vector.VectorMath.LANES;

import io.conteur.gpt.model.Architecture;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The keys and values of one layer, bf16, of so many tokens and H heads of width D, and attention
 * over them. Stories have stretches of it that begin at whole pages.
 *
 * <p>Keys lie in pages: for each d a vector of pairs, whose lower numbers belong to the page's
 * first half of tokens. Values lie in pairs of tokens, the first one below, for each d.
 */
public final class KvCache {
    /** Tokens of a page. */
    public static final int PAGE = 2 * LANES;

    /** Products that are summed apart, so that the processor need not wait for any of them. */
    private static final int CHAINS = 4;

    private final int width;
    private final int keyWidth;
    private final int valueWidth;
    private final int[] keys;
    private final int[] values;

    /** What the attention of one token needs on the way; for one thread at a time. */
    static final class Scratch {
        private final float[] scores;
        private final float[] mixed;
        private final float[] query;

        Scratch(Architecture architecture) {
            scores = new float[VectorMath.padded(architecture.context(), PAGE)];
            mixed = new float[VectorMath.padded(architecture.headWidth(), LANES)];
            query = new float[VectorMath.padded(architecture.headWidth(), CHAINS)];
        }
    }

    KvCache(Architecture architecture, int tokens) {
        width = architecture.headWidth();
        int pages = VectorMath.padded(tokens, PAGE) / PAGE;
        keyWidth = VectorMath.padded(width, CHAINS);
        valueWidth = VectorMath.padded(width, LANES);
        int vectors = Math.multiplyExact(architecture.heads(), Math.multiplyExact(pages, LANES));
        keys = new int[Math.multiplyExact(vectors, keyWidth)];
        values = new int[Math.multiplyExact(vectors, valueWidth)];
    }

    /**
     * One head of a story: its pages follow one another, so that memory is read as it lies.
     *
     * @param first page
     */
    record Stretch(int first) {
        /**
         * @param start of the story's tokens in the cache, a whole page
         * @param tokens of the story at most
         */
        static Stretch of(int start, int tokens, int heads, int head) {
            int pages = VectorMath.padded(tokens, PAGE) / PAGE;
            return new Stretch(start / PAGE * heads + head * pages);
        }
    }

    /** Keeps a token's key and value, (D) each. A story's tokens come in order. */
    void put(Stretch stretch, int token, float[] from, int key, int value) {
        int page = stretch.first + token / PAGE;
        int within = token % PAGE;
        if (within == 0) {
            Arrays.fill(keys, keysAt(page), keysAt(page + 1), 0);
            Arrays.fill(values, valuesAt(page), valuesAt(page + 1), 0);
        }
        int at = keysAt(page) + within % LANES;
        for (int d = 0; d < width; d++) {
            keep(keys, at + d * LANES, from[key + d], within >= LANES);
        }
        at = valuesAt(page) + within / 2 * valueWidth;
        for (int d = 0; d < width; d++) {
            keep(values, at + d, from[value + d], within % 2 == 1);
        }
    }

    /** The upper number is the lower one's until it has its own: see {@link Bf16Pair}. */
    private static void keep(int[] pairs, int at, float number, boolean high) {
        pairs[at] = high ? Bf16Pair.withHigh(pairs[at], number) : Bf16Pair.of(number, number);
    }

    private int keysAt(int page) {
        return page * LANES * keyWidth;
    }

    private int valuesAt(int page) {
        return page * LANES * valueWidth;
    }

    /**
     * The mean of a story's values, weighted by how well their keys fit a query: softmax of their
     * products.
     *
     * @param tokens of the story that count
     * @param query whose result goes where it says
     */
    void mix(Stretch stretch, int tokens, Query query, Scratch scratch) {
        System.arraycopy(query.numbers, query.at, scratch.query, 0, width);
        float[] scores = scratch.scores;
        int length = VectorMath.padded(tokens, PAGE);
        for (int token = 0; token < length; token += PAGE) {
            score(keysAt(stretch.first + token / PAGE), scratch, token);
        }
        weigh(scores, tokens, length);
        float total = VectorMath.sum(scores, 0, length);
        for (int d = 0; d < valueWidth; d += LANES) {
            mix(valuesAt(stretch.first) + d, scratch, tokens, total, d);
        }
        System.arraycopy(scratch.mixed, 0, query.mixed, query.at, width);
    }

    /** One head of a token, and where its result goes, (D) each, at the same place. */
    record Query(float[] numbers, float[] mixed, int at) {}

    /** The products of a page's keys with the query. */
    private void score(int page, Scratch scratch, int token) {
        int[] keys = this.keys;
        int keyWidth = this.keyWidth;
        float[] query = scratch.query;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector a0 = zero;
        FloatVector b0 = zero;
        FloatVector a1 = zero;
        FloatVector b1 = zero;
        FloatVector a2 = zero;
        FloatVector b2 = zero;
        FloatVector a3 = zero;
        FloatVector b3 = zero;
        for (int d = 0, at = page; d < keyWidth; d += CHAINS, at += CHAINS * LANES) {
            IntVector pairs = IntVector.fromArray(INTS, keys, at);
            FloatVector q = FloatVector.broadcast(FLOATS, query[d]);
            a0 = q.fma(Bf16Pair.low(pairs), a0);
            b0 = q.fma(pairs.reinterpretAsFloats(), b0);
            pairs = IntVector.fromArray(INTS, keys, at + LANES);
            q = FloatVector.broadcast(FLOATS, query[d + 1]);
            a1 = q.fma(Bf16Pair.low(pairs), a1);
            b1 = q.fma(pairs.reinterpretAsFloats(), b1);
            pairs = IntVector.fromArray(INTS, keys, at + 2 * LANES);
            q = FloatVector.broadcast(FLOATS, query[d + 2]);
            a2 = q.fma(Bf16Pair.low(pairs), a2);
            b2 = q.fma(pairs.reinterpretAsFloats(), b2);
            pairs = IntVector.fromArray(INTS, keys, at + 3 * LANES);
            q = FloatVector.broadcast(FLOATS, query[d + 3]);
            a3 = q.fma(Bf16Pair.low(pairs), a3);
            b3 = q.fma(pairs.reinterpretAsFloats(), b3);
        }
        a0.add(a1).add(a2.add(a3)).intoArray(scratch.scores, token);
        b0.add(b1).add(b2.add(b3)).intoArray(scratch.scores, token + LANES);
    }

    /** e to the power of each but the highest; zero beyond the tokens that count. */
    private static void weigh(float[] scores, int tokens, int length) {
        Arrays.fill(scores, tokens, length, Float.NEGATIVE_INFINITY);
        FloatVector highest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < length; i += LANES) {
            highest = highest.max(FloatVector.fromArray(FLOATS, scores, i));
        }
        float most = highest.reduceLanes(VectorOperators.MAX);
        for (int i = 0; i < length; i += LANES) {
            VectorMath.exp(FloatVector.fromArray(FLOATS, scores, i).sub(most)).intoArray(scores, i);
        }
        Arrays.fill(scores, tokens, length, 0);
    }

    /**
     * The mean of a vector's width of weighted values. It is put where it belongs here: a vector
     * that a method returns may become an object.
     */
    private void mix(int from, Scratch scratch, int tokens, float total, int d) {
        float[] weights = scratch.scores;
        int[] values = this.values;
        int valueWidth = this.valueWidth;
        FloatVector zero = FloatVector.zero(FLOATS);
        FloatVector a0 = zero;
        FloatVector b0 = zero;
        FloatVector a1 = zero;
        FloatVector b1 = zero;
        FloatVector a2 = zero;
        FloatVector b2 = zero;
        FloatVector a3 = zero;
        FloatVector b3 = zero;
        for (int t = 0, at = from; t < tokens; t += 2 * CHAINS, at += CHAINS * valueWidth) {
            IntVector pairs = IntVector.fromArray(INTS, values, at);
            a0 = Bf16Pair.low(pairs).fma(weight(weights, t), a0);
            b0 = pairs.reinterpretAsFloats().fma(weight(weights, t + 1), b0);
            pairs = IntVector.fromArray(INTS, values, at + valueWidth);
            a1 = Bf16Pair.low(pairs).fma(weight(weights, t + 2), a1);
            b1 = pairs.reinterpretAsFloats().fma(weight(weights, t + 3), b1);
            pairs = IntVector.fromArray(INTS, values, at + 2 * valueWidth);
            a2 = Bf16Pair.low(pairs).fma(weight(weights, t + 4), a2);
            b2 = pairs.reinterpretAsFloats().fma(weight(weights, t + 5), b2);
            pairs = IntVector.fromArray(INTS, values, at + 3 * valueWidth);
            a3 = Bf16Pair.low(pairs).fma(weight(weights, t + 6), a3);
            b3 = pairs.reinterpretAsFloats().fma(weight(weights, t + 7), b3);
        }
        FloatVector sum = a0.add(b0).add(a1.add(b1)).add(a2.add(b2).add(a3.add(b3)));
        sum.div(total).intoArray(scratch.mixed, d);
    }

    private static FloatVector weight(float[] weights, int token) {
        return FloatVector.broadcast(FLOATS, weights[token]);
    }
}
