package io.conteur.tokenizer.model;

/** The parameters are invalid, or do not fit the corpus; the message says what would be right. */
public final class TokenizerTrainingException extends RuntimeException {
    public TokenizerTrainingException(String message) {
        super(message);
    }
}
