package io.conteur.events;

/**
 * A token that could have stood in a place.
 *
 * @param piece as the tokenizer has it
 * @param logProbability natural logarithm of its probability by the model
 */
public record LikelyToken(int token, String piece, double logProbability) {
    public LikelyToken {
        Check.between(token, 0, Integer.MAX_VALUE, "/token");
        Check.between(logProbability, -Double.MAX_VALUE, 0, "/logProbability");
    }
}
