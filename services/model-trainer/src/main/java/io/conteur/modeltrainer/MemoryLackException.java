package io.conteur.modeltrainer;

/** A step found too little memory and left the model as it was. */
final class MemoryLackException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MemoryLackException(RuntimeException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
