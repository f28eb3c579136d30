package io.conteur.modeltrainer;

/** This process stops working on a job whose request stays unacknowledged; another goes on. */
final class HandOverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HandOverException() {
        super("the job is handed over");
    }
}
