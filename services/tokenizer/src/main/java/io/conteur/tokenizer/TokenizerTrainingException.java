package io.conteur.tokenizer;

/**
 * No tokenizer with these parameters can be made of this corpus; the message says what would do.
 */
public final class TokenizerTrainingException extends RuntimeException {
    TokenizerTrainingException(String message) {
        super(message);
    }
}
