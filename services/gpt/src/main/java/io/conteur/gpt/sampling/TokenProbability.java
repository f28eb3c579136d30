package io.conteur.gpt.sampling;

/**
 * How likely a token was.
 *
 * @param logProbability in nats, by the model alone, whatever the sampling did to it
 */
public record TokenProbability(int id, double logProbability) {}
