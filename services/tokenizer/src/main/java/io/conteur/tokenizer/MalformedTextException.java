package io.conteur.tokenizer;

/** A file that is not lines of text; the message names the file, the line and what is wrong. */
public final class MalformedTextException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedTextException(String message) {
        super(message);
    }
}
