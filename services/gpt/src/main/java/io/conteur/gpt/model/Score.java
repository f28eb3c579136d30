package io.conteur.gpt.model;

/**
 * How well a model predicts.
 *
 * @param nats summed negative log-likelihood of the targets
 * @param tokens targets
 */
public record Score(double nats, long tokens) {
    /** The usual loss. */
    public double natsPerToken() {
        return nats / tokens;
    }

    public Score plus(Score other) {
        return new Score(nats + other.nats, tokens + other.tokens);
    }
}
