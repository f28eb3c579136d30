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
 * The KV cache of one layer, in bf16, and attention over it: keys and values of H heads of width D
 * for a fixed number of tokens. A sequence has a contiguous range of it that begins at a whole
 * page.
 *
 * <p>Layout of a page's keys: for each d a vector of {@link Bf16Pair}s, whose lower numbers belong
 * to the page's first half of tokens. Layout of its values: for each pair of tokens a row of pairs,
 * one for each d, whose lower number belongs to the first token.
 */
public final class KvCache {
    /** Tokens of a page. */
    public static final int PAGE = 2 * LANES;

    /**
     * Independent accumulators of a sum, so that the latency of one fma hides behind the others.
     */
    private static final int ACCUMULATORS = 4;

    private final int width; // D
    private final int keyWidth; // D, padded
    private final int valueWidth; // D, padded
    private final int[] keys;
    private final int[] values;

    /** Buffers for the attention of one token and head; for one thread at a time. */
    static final class Scratch {
        private final float[] scores;
        private final float[] output;
        private final float[] query;

        Scratch(Architecture architecture) {
            scores = new float[VectorMath.padded(architecture.context(), PAGE)];
            output = new float[VectorMath.padded(architecture.headWidth(), LANES)];
            query = new float[VectorMath.padded(architecture.headWidth(), ACCUMULATORS)];
        }
    }

    KvCache(Architecture architecture, int tokens) {
        width = architecture.headWidth();
        int pages = VectorMath.padded(tokens, PAGE) / PAGE;
        keyWidth = VectorMath.padded(width, ACCUMULATORS);
        valueWidth = VectorMath.padded(width, LANES);
        int vectors = Math.multiplyExact(architecture.heads(), Math.multiplyExact(pages, LANES));
        keys = new int[Math.multiplyExact(vectors, keyWidth)];
        values = new int[Math.multiplyExact(vectors, valueWidth)];
    }

    /** The pages of one head of a sequence. They are contiguous, for sequential memory access. */
    record HeadPages(int first) {
        /**
         * @param start of the sequence's range of the cache in tokens, a whole page
         * @param tokens of the sequence at most
         */
        static HeadPages of(int start, int tokens, int heads, int head) {
            int pages = VectorMath.padded(tokens, PAGE) / PAGE;
            return new HeadPages(start / PAGE * heads + head * pages);
        }
    }

    /**
     * Appends a token's key and value, (D) each, which lie at the given indices of {@code from}. A
     * sequence's tokens come in order.
     */
    void put(HeadPages pages, int token, float[] from, int key, int value) {
        int page = pages.first + token / PAGE;
        int within = token % PAGE;
        if (within == 0) {
            Arrays.fill(keys, keysAt(page), keysAt(page + 1), 0);
            Arrays.fill(values, valuesAt(page), valuesAt(page + 1), 0);
        }
        int at = keysAt(page) + within % LANES;
        for (int d = 0; d < width; d++) {
            set(keys, at + d * LANES, from[key + d], within >= LANES);
        }
        at = valuesAt(page) + within / 2 * valueWidth;
        for (int d = 0; d < width; d++) {
            set(values, at + d, from[value + d], within % 2 == 1);
        }
    }

    /** The upper number equals the lower one until it is set itself: see {@link Bf16Pair}. */
    private static void set(int[] pairs, int at, float number, boolean high) {
        pairs[at] = high ? Bf16Pair.withHigh(pairs[at], number) : Bf16Pair.of(number, number);
    }

    private int keysAt(int page) {
        return page * LANES * keyWidth;
    }

    private int valuesAt(int page) {
        return page * LANES * valueWidth;
    }

    /**
     * Attention of one query: softmax(q K) V.
     *
     * @param tokens of the sequence to attend to, from its first on
     */
    void attention(HeadPages pages, int tokens, Query query, Scratch scratch) {
        System.arraycopy(query.q, query.at, scratch.query, 0, width);
        float[] scores = scratch.scores;
        int length = VectorMath.padded(tokens, PAGE);
        for (int token = 0; token < length; token += PAGE) {
            score(keysAt(pages.first + token / PAGE), scratch, token);
        }
        exponentiate(scores, tokens, length);
        float total = VectorMath.sum(scores, 0, length);
        for (int d = 0; d < valueWidth; d += LANES) {
            weightedMean(valuesAt(pages.first) + d, scratch, tokens, total, d);
        }
        System.arraycopy(scratch.output, 0, query.output, query.at, width);
    }

    /**
     * One head of a token.
     *
     * @param q holds the query (D), from index {@code at} on
     * @param output receives the result (D), at the same place
     */
    record Query(float[] q, float[] output, int at) {}

    /** Attention scores of a page: the dot products of its keys with the query. */
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
        for (int d = 0, at = page; d < keyWidth; d += ACCUMULATORS, at += ACCUMULATORS * LANES) {
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

    /** The numerators of softmax: e to the power of score less highest score; 0 for padding. */
    private static void exponentiate(float[] scores, int tokens, int length) {
        Arrays.fill(scores, tokens, length, Float.NEGATIVE_INFINITY);
        FloatVector highest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < length; i += LANES) {
            highest = highest.max(FloatVector.fromArray(FLOATS, scores, i));
        }
        float max = highest.reduceLanes(VectorOperators.MAX);
        for (int i = 0; i < length; i += LANES) {
            VectorMath.exp(FloatVector.fromArray(FLOATS, scores, i).sub(max)).intoArray(scores, i);
        }
        Arrays.fill(scores, tokens, length, 0);
    }

    /**
     * The weighted mean of the values for one vector of d. Stored here rather than returned: a
     * vector that a method returns may be boxed.
     */
    private void weightedMean(int from, Scratch scratch, int tokens, float total, int d) {
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
        for (int t = 0, at = from;
                t < tokens;
                t += 2 * ACCUMULATORS, at += ACCUMULATORS * valueWidth) {
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
        sum.div(total).intoArray(scratch.output, d);
    }

    private static FloatVector weight(float[] weights, int token) {
        return FloatVector.broadcast(FLOATS, weights[token]);
    }
}
