package io.conteur.cli;

import io.conteur.gpt.StoryEngine;
import io.conteur.gpt.sampling.SamplingParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Tokens per second of one engine, prompts included. Short stories have 256 tokens and long ones
 * 1,000, or as many as the model's context holds.
 */
final class WritingBench {
    static final int MANY = 32;
    static final int CACHE_TOKENS = 16 * 1024;

    private static final int PROMPT = 8;
    private static final int SHORT = 256;
    private static final int LONG = 1000;
    // Reading a prefix is timed at so many lengths, as all of them would take minutes.
    private static final int LENGTHS = 16;

    private final StoryEngine engine;
    private final int shortTokens;
    private final int longTokens;

    WritingBench(StoryEngine engine) {
        this.engine = engine;
        int room = engine.architecture().context() - PROMPT;
        this.shortTokens = Math.min(SHORT, room);
        this.longTokens = Math.min(LONG, room);
    }

    /** Tokens per second; "prefix" reads everything again for every token. */
    record Speeds(
            double prefixShort,
            double prefixLong,
            double oneShort,
            double oneLong,
            double eight,
            double many) {
        static Speeds medians(List<Speeds> rounds) {
            return new Speeds(
                    median(rounds, Speeds::prefixShort),
                    median(rounds, Speeds::prefixLong),
                    median(rounds, Speeds::oneShort),
                    median(rounds, Speeds::oneLong),
                    median(rounds, Speeds::eight),
                    median(rounds, Speeds::many));
        }

        private static double median(List<Speeds> rounds, ToDoubleFunction<Speeds> speed) {
            double[] sorted = rounds.stream().mapToDouble(speed).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    /** Medians of rounds in which all take turns, after one that does not count. */
    Speeds run(int rounds) {
        round();
        List<Speeds> measured = new ArrayList<>();
        for (int i = 0; i < Math.max(1, rounds); i++) {
            measured.add(round());
        }
        return Speeds.medians(measured);
    }

    private Speeds round() {
        return new Speeds(
                prefixes(shortTokens),
                prefixes(longTokens),
                together(1, shortTokens),
                together(1, longTokens),
                together(8, shortTokens),
                together(MANY, shortTokens));
    }

    private double together(int stories, int tokens) {
        long start = System.nanoTime();
        for (int i = 0; i < stories; i++) {
            engine.add(prompt(PROMPT, i), sampling(tokens, i));
        }
        return perSecond(write(), start);
    }

    private double prefixes(int tokens) {
        long start = System.nanoTime();
        int written = 0;
        for (int i = 0; i < LENGTHS; i++) {
            engine.add(prompt(PROMPT + i * tokens / LENGTHS, i), sampling(1, i));
            written += write();
        }
        return perSecond(written, start);
    }

    /** Tokens until no story is left. */
    private int write() {
        int written = 0;
        while (engine.rows() > 0) {
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

    /** No token ends a story, so that all have the same length. */
    private static SamplingParameters sampling(int tokens, int seed) {
        return new SamplingParameters(0.8, 0, 1, seed, tokens, -1);
    }
}
