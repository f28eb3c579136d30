package io.conteur.gpt;

import java.util.Arrays;
import java.util.List;

/**
 * A number for each token of a step, from which dropout decides what to leave out. A pure function
 * of seed, step, example and position, so it matters neither which lane takes an example nor
 * whether the training was resumed.
 *
 * @param none no dropout, no numbers
 */
record Noise(boolean none, long seed) {
    private static final long ODD = 0x9E3779B97F4A7C15L;

    static final Noise NONE = new Noise(true, 0);

    static Noise of(TrainingOptions options, long done) {
        return options.dropout() == 0 ? NONE : new Noise(false, mix(options.seed() + ODD * done));
    }

    /** Of all tokens (N) of examples, one after the other; empty when there is none. */
    long[] of(List<Example> examples) {
        return none
                ? new long[0]
                : examples.stream().flatMapToLong(example -> Arrays.stream(of(example))).toArray();
    }

    private long[] of(Example example) {
        long start = mix(seed ^ Arrays.hashCode(example.ids()));
        long[] noise = new long[example.tokens()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = mix(start + ODD * i);
        }
        return noise;
    }

    /** Steele, Lea and Flood's finaliser of SplitMix64 (2014). */
    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
