package io.conteur.events.story;

import io.conteur.events.EventChecks;

/**
 * A token that could have stood in a place.
 *
 * @param piece as the tokenizer has it
 * @param logProbability natural logarithm of its probability by the model
 */
public record LikelyToken(int token, String piece, double logProbability) {
    public LikelyToken {
        EventChecks.between(token, 0, Integer.MAX_VALUE, "/token");
        EventChecks.between(logProbability, -Double.MAX_VALUE, 0, "/logProbability");
    }
}
