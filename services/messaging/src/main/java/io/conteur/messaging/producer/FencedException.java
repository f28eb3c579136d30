package io.conteur.messaging.producer;

/**
 * Another process has opened a {@link FencedProducer} for the same work: this one must stop working
 * on it, and can publish nothing more.
 */
public final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FencedException(String work, Throwable cause) {
        super("another process has taken over " + work, cause);
    }
}
