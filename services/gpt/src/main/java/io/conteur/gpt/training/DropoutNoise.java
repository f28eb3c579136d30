package io.conteur.gpt.training;

import static io.conteur.gpt.sampling.SplitMix64.GAMMA;
import static io.conteur.gpt.sampling.SplitMix64.mix;

import io.conteur.gpt.model.Example;
import java.util.Arrays;
import java.util.List;

/**
 * A random number for each token of a step, from which the script hashes the dropout masks. A
 * function of seed, step, example and position, so it depends neither on which lane takes an
 * example nor on whether the training was resumed.
 *
 * @param none no dropout
 */
public record DropoutNoise(boolean none, long seed) {
    public static final DropoutNoise NONE = new DropoutNoise(true, 0);

    public static DropoutNoise of(TrainingOptions options, long done) {
        return options.dropout() == 0
                ? NONE
                : new DropoutNoise(false, mix(options.seed() + GAMMA * done));
    }

    /**
     * The numbers of all tokens of the examples (N), one after the other; empty without dropout.
     */
    public long[] of(List<Example> examples) {
        return none
                ? new long[0]
                : examples.stream().flatMapToLong(example -> Arrays.stream(of(example))).toArray();
    }

    private long[] of(Example example) {
        long start = mix(seed ^ Arrays.hashCode(example.ids()));
        long[] noise = new long[example.tokens()];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = mix(start + GAMMA * i);
        }
        return noise;
    }
}
