package io.conteur.benchmarks;

/**
 * Prompts that arrive by chance, as those of many people do.
 *
 * @param rate prompts per second; with 0 all come at once, which measures the capacity
 * @param tokens of each story, at most
 */
record Load(double rate, int prompts, int tokens) {
    Arrivals arrivals() {
        return new Arrivals(rate);
    }
}
