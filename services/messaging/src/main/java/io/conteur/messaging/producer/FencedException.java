package io.conteur.messaging.producer;

/** Another process has taken over the work, so that nothing of this one may be published. */
public final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FencedException(String work, Throwable cause) {
        super("another process has taken over " + work, cause);
    }
}
