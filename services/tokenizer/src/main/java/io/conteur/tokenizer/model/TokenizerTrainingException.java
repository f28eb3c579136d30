package io.conteur.tokenizer.model;

/**
 * No tokenizer with these parameters can be made of this corpus; the message says what would do.
 */
public final class TokenizerTrainingException extends RuntimeException {
    public TokenizerTrainingException(String message) {
        super(message);
    }
}
