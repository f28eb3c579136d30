package io.conteur.gpt.training;

import io.conteur.gpt.model.Example;
import java.util.Arrays;
import java.util.List;

/**
 * A number for each token of a step, from which dropout decides what to leave out. A pure function
 * of seed, step, example and position, so it matters neither which lane takes an example nor
 * whether the training was resumed.
 *
 * @param none no dropout, no numbers
 */
public record DropoutNoise(boolean none, long seed) {
    private static final long ODD = 0x9E3779B97F4A7C15L;

    public static final DropoutNoise NONE = new DropoutNoise(true, 0);

    public static DropoutNoise of(TrainingOptions options, long done) {
        return options.dropout() == 0
                ? NONE
                : new DropoutNoise(false, mix(options.seed() + ODD * done));
    }

    /** Of all tokens (N) of examples, one after the other; empty when there is none. */
    public long[] of(List<Example> examples) {
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
