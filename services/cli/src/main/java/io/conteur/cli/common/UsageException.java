package io.conteur.cli.common;

/** A command was called wrongly; the message says what would be right. */
public final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(message);
    }
}
