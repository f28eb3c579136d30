package io.conteur.benchmarks;

import java.util.Random;

/** When prompts come that nobody has agreed upon: the times between them are exponential. */
final class Arrivals {
    private final Random random = new Random(1);
    private final double rate;
    private double seconds;

    /**
     * @param rate prompts per second; with 0 all come at once
     */
    Arrivals(double rate) {
        this.rate = rate;
    }

    /** Nanoseconds from the beginning to the next prompt. */
    long next() {
        if (rate > 0) {
            seconds -= Math.log(1 - random.nextDouble()) / rate;
        }
        return (long) (seconds * 1e9);
    }

    /** What a prompt says. */
    static String prompt(int number) {
        return "A shy fox and the number " + number;
    }
}
