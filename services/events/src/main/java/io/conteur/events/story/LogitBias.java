package io.conteur.events.story;

import io.conteur.events.EventChecks;

/**
 * A number that is added to a token's logit before sampling.
 *
 * @param bias -100 practically bans the token, 100 practically forces it
 */
public record LogitBias(int token, double bias) {
    public LogitBias {
        EventChecks.between(token, 0, Integer.MAX_VALUE, "/logitBias/token");
        EventChecks.between(bias, -100, 100, "/logitBias/bias");
    }
}
