package io.conteur.events.story;

import io.conteur.events.EventChecks;

/**
 * One of the likeliest tokens at a position.
 *
 * @param piece of the tokenizer
 * @param logProbability in nats, by the model alone, before any sampling parameter applies
 */
public record LikelyToken(int token, String piece, double logProbability) {
    public LikelyToken {
        EventChecks.between(token, 0, Integer.MAX_VALUE, "/token");
        EventChecks.between(logProbability, -Double.MAX_VALUE, 0, "/logProbability");
    }
}
