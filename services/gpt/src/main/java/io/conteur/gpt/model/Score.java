package io.conteur.gpt.model;

/**
 * The cross-entropy of a model over examples.
 *
 * @param nats summed negative log-likelihood of the targets
 * @param tokens number of targets
 */
public record Score(double nats, long tokens) {
    /** The mean, the usual loss. */
    public double natsPerToken() {
        return nats / tokens;
    }

    public Score plus(Score other) {
        return new Score(nats + other.nats, tokens + other.tokens);
    }
}
