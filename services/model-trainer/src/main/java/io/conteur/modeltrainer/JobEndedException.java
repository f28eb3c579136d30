package io.conteur.modeltrainer;

import io.conteur.events.Progressed.State;

/** A job cannot go on, and that is its outcome; trying again would end the same way. */
final class JobEndedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final State state;

    private JobEndedException(State state, String reason) {
        super(reason);
        this.state = state;
    }

    /** The request asks for what cannot be; the reason says what would be right. */
    static JobEndedException rejected(String reason) {
        return new JobEndedException(State.REJECTED, reason);
    }

    /** The request was right and something else went wrong for good. */
    static JobEndedException failed(String reason) {
        return new JobEndedException(State.FAILED, reason);
    }

    State state() {
        return state;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
