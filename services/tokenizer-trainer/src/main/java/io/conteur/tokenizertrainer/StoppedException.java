package io.conteur.tokenizertrainer;

/** The service stops; the job in hand is abandoned and its request comes again. */
final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
        super("the service stops");
    }
}
