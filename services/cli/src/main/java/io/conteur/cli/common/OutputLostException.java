package io.conteur.cli.common;

/** Ends a command whose output nobody gets; {@link StandardOutput#exitCode} says how. */
public final class OutputLostException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutputLostException() {
        super("standard output cannot be written", null, false, false);
    }
}
