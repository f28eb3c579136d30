package io.conteur.workersupport;

/**
 * This process stops working on a job whose request stays unacknowledged, so that its next consumer
 * continues.
 */
public final class HandOverException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HandOverException() {
        super("the job is handed over");
    }
}
