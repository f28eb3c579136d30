package io.conteur.gpt.sampling;

/**
 * A token's log probability.
 *
 * @param logProbability in nats, by the model alone, before any sampling parameter applies
 */
public record TokenProbability(int id, double logProbability) {}
