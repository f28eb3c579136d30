package io.conteur.tokenizer;

/** No tokenizer can be trained so; the message says why and what would do. */
public final class TokenizerTrainingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    TokenizerTrainingException(String message) {
        super(message);
    }
}
