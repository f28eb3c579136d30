package io.conteur.console.request;

/** The broker has not acknowledged a request in time, or too many requests wait for it already. */
public final class UndeliveredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UndeliveredException(String message) {
        super(message);
    }
}
