package io.conteur.cli.bench;

import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.sampling.SamplingParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Measures the throughput of an engine, prefill included. Short stories have 256 tokens and long
 * ones 1,000, or as many as fit the model's context.
 */
final class GenerationBenchmark {
    static final int LARGE_BATCH = 32;
    static final int CACHE_TOKENS = 16 * 1024;

    private static final int PROMPT_TOKENS = 8;
    private static final int SHORT_TOKENS = 256;
    private static final int LONG_TOKENS = 1000;
    // Without a cache only this many prefix lengths are timed: all would take minutes.
    private static final int PREFIX_LENGTHS = 16;

    private final StoryEngine engine;
    private final int shortTokens;
    private final int longTokens;

    GenerationBenchmark(StoryEngine engine) {
        this.engine = engine;
        int room = engine.architecture().context() - PROMPT_TOKENS;
        this.shortTokens = Math.min(SHORT_TOKENS, room);
        this.longTokens = Math.min(LONG_TOKENS, room);
    }

    /**
     * Tokens per second. "prefix" recomputes the whole prefix for every token, as without KV cache.
     */
    record Throughput(
            double prefixShort,
            double prefixLong,
            double oneShort,
            double oneLong,
            double eight,
            double many) {
        static Throughput medians(List<Throughput> rounds) {
            return new Throughput(
                    median(rounds, Throughput::prefixShort),
                    median(rounds, Throughput::prefixLong),
                    median(rounds, Throughput::oneShort),
                    median(rounds, Throughput::oneLong),
                    median(rounds, Throughput::eight),
                    median(rounds, Throughput::many));
        }

        private static double median(List<Throughput> rounds, ToDoubleFunction<Throughput> figure) {
            double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    /** Runs a warm-up round and then {@code rounds} more; returns the median of each figure. */
    Throughput run(int rounds) {
        round();
        List<Throughput> measured = new ArrayList<>();
        for (int i = 0; i < Math.max(1, rounds); i++) {
            measured.add(round());
        }
        return Throughput.medians(measured);
    }

    private Throughput round() {
        return new Throughput(
                recomputed(shortTokens),
                recomputed(longTokens),
                batched(1, shortTokens),
                batched(1, longTokens),
                batched(8, shortTokens),
                batched(LARGE_BATCH, shortTokens));
    }

    private double batched(int stories, int tokens) {
        long start = System.nanoTime();
        for (int i = 0; i < stories; i++) {
            engine.add(prompt(PROMPT_TOKENS, i), sampling(tokens, i));
        }
        return perSecond(generateAll(), start);
    }

    private double recomputed(int tokens) {
        long start = System.nanoTime();
        int written = 0;
        for (int i = 0; i < PREFIX_LENGTHS; i++) {
            engine.add(prompt(PROMPT_TOKENS + i * tokens / PREFIX_LENGTHS, i), sampling(1, i));
            written += generateAll();
        }
        return perSecond(written, start);
    }

    /** Generates until no sequence is left; returns the number of tokens. */
    private int generateAll() {
        int written = 0;
        while (engine.stories() > 0) {
            written += engine.step().size();
        }
        return written;
    }

    private static double perSecond(int tokens, long start) {
        return tokens * 1e9 / (System.nanoTime() - start);
    }

    private int[] prompt(int tokens, int seed) {
        int[] ids = new Random(seed).ints(tokens, 0, engine.architecture().vocabulary()).toArray();
        return Arrays.copyOf(ids, Math.min(tokens, engine.architecture().context() - 1));
    }

    /** Without an end token, so that all stories have the same length. */
    private static SamplingParameters sampling(int tokens, int seed) {
        return new SamplingParameters(0.8, 0, 1, seed, tokens, -1);
    }
}
