package io.conteur.events;

/**
 * Added to a token's score before anything is chosen.
 *
 * @param bias -100 all but forbids the token, 100 all but forces it
 */
public record LogitBias(int token, double bias) {
    public LogitBias {
        Check.between(token, 0, Integer.MAX_VALUE, "/logitBias/token");
        Check.between(bias, -100, 100, "/logitBias/bias");
    }
}
