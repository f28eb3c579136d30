package io.conteur.benchmarks;

import java.util.Random;

/** A Poisson process, which models independent users: inter-arrival times are exponential. */
final class PoissonArrivals {
    private final Random random = new Random(1);
    private final double rate;
    private double seconds;

    /**
     * @param rate prompts per second; with 0 all arrive at once
     */
    PoissonArrivals(double rate) {
        this.rate = rate;
    }

    /** Nanoseconds from the start to the next arrival. */
    long next() {
        if (rate > 0) {
            seconds -= Math.log(1 - random.nextDouble()) / rate;
        }
        return (long) (seconds * 1e9);
    }

    /** The text of a prompt. */
    static String prompt(int number) {
        return "A shy fox and the number " + number;
    }
}
