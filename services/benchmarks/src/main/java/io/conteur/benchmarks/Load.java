package io.conteur.benchmarks;

/**
 * An open-loop load: prompts arrive as a Poisson process, whether or not earlier ones are answered.
 *
 * @param rate prompts per second; with 0 all arrive at once, which measures the capacity
 * @param tokens the most tokens of a story
 */
record Load(double rate, int prompts, int tokens) {
    PoissonArrivals arrivals() {
        return new PoissonArrivals(rate);
    }
}
