package io.conteur.gpt.sampling;

/**
 * The output function of the random number generator SplitMix64 (<a
 * href="https://doi.org/10.1145/2660193.2660195">Steele, Lea and Flood, 2014</a>). It hashes a
 * number, so that a random number can be a function of seed and position.
 */
public final class SplitMix64 {
    /** The generator's increment: the golden ratio, odd, so that multiples of it are far apart. */
    public static final long GAMMA = 0x9e37_79b9_7f4a_7c15L;

    private SplitMix64() {}

    /** The seed of one of several stories: the first has the given one. */
    public static long seed(long first, int index) {
        return index == 0 ? first : mix(first + index * 0xd1b5_4a32_d192_ed03L);
    }

    public static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return x ^ (x >>> 31);
    }
}
