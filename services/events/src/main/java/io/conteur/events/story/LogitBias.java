package io.conteur.events.story;

import io.conteur.events.EventChecks;

/**
 * Added to a token's score before anything is chosen.
 *
 * @param bias -100 all but forbids the token, 100 all but forces it
 */
public record LogitBias(int token, double bias) {
    public LogitBias {
        EventChecks.between(token, 0, Integer.MAX_VALUE, "/logitBias/token");
        EventChecks.between(bias, -100, 100, "/logitBias/bias");
    }
}
