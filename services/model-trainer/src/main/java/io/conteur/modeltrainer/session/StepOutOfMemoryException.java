package io.conteur.modeltrainer.session;

/** A step ran out of memory and changed nothing. */
public final class StepOutOfMemoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepOutOfMemoryException(RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
