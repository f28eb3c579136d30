package io.conteur.workersupport;

import io.conteur.events.training.Progressed.State;

/** A job ends without its result, for a reason that a retry would meet again. */
public final class JobEndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The reason of a cancelled job. */
    public static final String CANCELLED = "the request was taken back";

    private final State state;

    private JobEndedException(State state, String reason) {
        super(reason);
        this.state = state;
    }

    /** The request cannot be served; the reason says what would be right. */
    public static JobEndedException rejected(String reason) {
        return new JobEndedException(State.REJECTED, reason);
    }

    /** The request was right, and something else failed permanently. */
    public static JobEndedException failed(String reason) {
        return new JobEndedException(State.FAILED, reason);
    }

    /** A tombstone cancelled the request. */
    public static JobEndedException cancelled() {
        return new JobEndedException(State.CANCELLED, CANCELLED);
    }

    /** A terminal state. */
    public State state() {
        return state;
    }

    /** For whoever sent the request. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
